select q.quarantine_id
from ops.quarantine q
join staging.batch b using (batch_id)
where q.quarantine_id = any(%(quarantine_ids)s) and b.is_backfill
