select count(*)::int as due
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
left join ops.watch w using (watch_key)
where d.state = 'pending' and d.next_attempt_at <= now() and a.state = 'ready' and s.is_active and not s.is_channel
  and coalesce(s.pace, w.pace, 'immediate') = 'immediate'
