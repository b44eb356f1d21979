update ops.delivery d
set state = 'sending', claimed_at = clock_timestamp(), attempts = d.attempts + 1, message_id = v.message_id
from (values %s) as v (delivery_id, lease, message_id)
where d.delivery_id = v.delivery_id and d.lease = v.lease::uuid and d.state = 'pending'
returning d.delivery_id
