select distinct d.message_id
from ops.delivery d
where d.message_id = any(%(message_ids)s) and d.state in ('sent', 'unknown')
