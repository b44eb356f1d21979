insert into ops.delivery (alert_id, subscriber_id)
select a.alert_id, s.subscriber_id
from ops.alert a
join ops.subscriber s on s.is_active and a.watch_key = any(s.watch_keys)
where a.alert_id = any(%(alert_ids)s::bigint[]) and a.state = 'ready'
order by a.alert_id, s.subscriber_id
on conflict (alert_id, subscriber_id) do nothing
