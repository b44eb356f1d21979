update ops.delivery d
set state = 'refused', finished_at = now(), detail = 'the reader has unsubscribed'
from ops.subscriber s, ops.alert a
where s.subscriber_id = d.subscriber_id and a.alert_id = d.alert_id and d.state = 'pending'
  and not (s.is_active and a.watch_key = any(s.watch_keys))
returning d.delivery_id
