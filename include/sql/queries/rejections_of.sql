select stage, reason, detail, rejected_at
from ops.rejection
where reference = any(%(addresses)s) or page_id = %(page_id)s::bigint
order by rejection_id
