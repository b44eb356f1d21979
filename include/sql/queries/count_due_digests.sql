select count(*)::int as due
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
left join ops.watch w using (watch_key)
cross join lateral (select coalesce(s.zone, w.zone, 'UTC') as zone, coalesce(w.digest_at, '07:00') as digest_at) z
cross join lateral (select a.created_at at time zone z.zone as local) l
where d.state = 'pending' and d.next_attempt_at <= %(now)s and a.state = 'ready' and s.is_active
  and coalesce(s.pace, w.pace, 'immediate') = 'digest'
  and (l.local::date + z.digest_at + case when l.local::time < z.digest_at then interval '0' else interval '1 day' end) at time zone z.zone <= %(now)s
