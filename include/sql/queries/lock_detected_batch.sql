select batch_id, is_waived
from staging.batch
where batch_id = %(batch_id)s and (state = 'detected' or (state = 'held' and suites_sha256 is distinct from %(suites_sha256)s))
for update
