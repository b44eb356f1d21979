update ops.delivery d
set state = 'refused', finished_at = now(), detail = 'the reader has unsubscribed'
from ops.subscriber s
where s.subscriber_id = d.subscriber_id and d.state = 'pending' and not s.is_active
returning d.delivery_id
