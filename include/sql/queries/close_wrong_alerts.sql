update ops.delivery d
set state = 'refused', finished_at = now(), detail = 'the alert was taken back before it was sent'
from ops.alert a
where a.alert_id = d.alert_id and d.state = 'pending' and a.alert_id = any(%(alert_ids)s::bigint[])
