update ops.delivery d
set state = 'refused', finished_at = now(),
    detail = case when s.left_by = 'bounces' and not s.is_active then 'the reader is paused: mails came back' else 'the reader has unsubscribed' end
from ops.subscriber s, ops.alert a
where s.subscriber_id = d.subscriber_id and a.alert_id = d.alert_id and d.state = 'pending'
  and not (s.is_active and a.watch_key = any(s.watch_keys))
returning d.delivery_id
