with wishes as (
    select d.delivery_id, z.zone, z.local, q.quiet_from, q.quiet_until
    from ops.delivery d
    join ops.alert a using (alert_id)
    join ops.subscriber s using (subscriber_id)
    left join ops.watch w using (watch_key)
    cross join lateral (select coalesce(s.zone, w.zone, 'UTC') as zone,
                               %(now)s at time zone coalesce(s.zone, w.zone, 'UTC') as local) z
    cross join lateral (select coalesce(s.quiet_from, w.quiet_from) as quiet_from,
                               coalesce(s.quiet_until, w.quiet_until) as quiet_until) q
    where d.state = 'pending' and d.next_attempt_at <= %(now)s and coalesce(d.leased_until, '-infinity') <= now()
      and q.quiet_from <> q.quiet_until
      and (case when q.quiet_from < q.quiet_until then z.local::time >= q.quiet_from and z.local::time < q.quiet_until
                else z.local::time >= q.quiet_from or z.local::time < q.quiet_until end)
)
update ops.delivery d
set next_attempt_at = (w.local::date + w.quiet_until + case when w.local::time < w.quiet_until then interval '0' else interval '1 day' end)
                      at time zone w.zone
from wishes w
where d.delivery_id = w.delivery_id and d.state = 'pending'
returning d.delivery_id
