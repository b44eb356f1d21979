select batch_id
from staging.batch
where state = 'detected' or (state = 'held' and suites_sha256 is distinct from %(suites_sha256)s)
order by batch_id
