with due as (
    select d.delivery_id, d.subscriber_id
    from ops.delivery d
    join ops.alert a using (alert_id)
    join ops.subscriber s using (subscriber_id)
    join ops.delivery_wish w using (delivery_id)
    where d.state = 'pending' and d.next_attempt_at <= now() and coalesce(d.leased_until, '-infinity') <= now()
      and a.state = 'ready' and s.is_active and not s.is_channel and w.pace = 'digest' and ops.next_digest(a.created_at, w.zone, w.digest_at) <= %(now)s
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
select l.delivery_id, l.alert_id, a.contact_id::text as contact_id, a.transition, a.revision, s.email, s.token::text as token,
       w.language, w.zone
from leased l
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
join ops.delivery_wish w using (delivery_id)
order by l.delivery_id
