select count(*)::int as due
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
join ops.delivery_wish w using (delivery_id)
where d.state = 'pending' and d.next_attempt_at <= now() and a.state = 'ready' and s.is_active and not s.is_channel
  and w.pace = 'digest' and ops.next_digest(a.created_at, w.zone, w.digest_at) <= %(now)s
