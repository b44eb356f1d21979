with waiting as (
    select d.delivery_id, d.subscriber_id,
           a.created_at at time zone z.zone as local, coalesce(w.digest_at, '07:00') as digest_at, z.zone
    from ops.delivery d
    join ops.alert a using (alert_id)
    join ops.subscriber s using (subscriber_id)
    left join ops.watch w using (watch_key)
    cross join lateral (select coalesce(s.zone, w.zone, 'UTC') as zone) z
    where d.state = 'pending' and d.next_attempt_at <= %(now)s and coalesce(d.leased_until, '-infinity') <= now()
      and a.state = 'ready' and s.is_active and coalesce(s.pace, w.pace, 'immediate') = 'digest'
),
due as (
    select delivery_id, subscriber_id
    from waiting
    where (local::date + digest_at + case when local::time < digest_at then interval '0' else interval '1 day' end) at time zone zone <= %(now)s
),
reserved as (
    select d.delivery_id
    from ops.delivery d
    join due using (delivery_id)
    where due.subscriber_id = (select min(subscriber_id) from due)
    order by d.delivery_id
    for update of d skip locked
),
leased as (
    update ops.delivery d
    set lease = %(lease)s::uuid, leased_until = now() + %(lasting)s
    from reserved
    where d.delivery_id = reserved.delivery_id
    returning d.delivery_id, d.alert_id, d.subscriber_id
)
select l.delivery_id, l.alert_id, a.contact_id::text as contact_id, a.transition, a.revision, a.created_at, s.email, s.token::text as token,
       coalesce(s.language, w.language, 'ar') as language, coalesce(s.zone, w.zone) as zone
from leased l
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
left join ops.watch w using (watch_key)
order by l.delivery_id
