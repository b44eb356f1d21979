with due as (
    select d.delivery_id
    from ops.delivery d
    join ops.alert a using (alert_id)
    join ops.subscriber s using (subscriber_id)
    left join ops.watch w using (watch_key)
    where d.state = 'pending' and d.next_attempt_at <= now() and coalesce(d.leased_until, '-infinity') <= now()
      and a.state = 'ready' and s.is_active
      and case when %(channel)s::text is null then not s.is_channel and coalesce(s.pace, w.pace, 'immediate') = 'immediate'
               else s.email = %(channel)s end
    order by d.delivery_id
    limit %(most)s
    for update of d skip locked
),
leased as (
    update ops.delivery d
    set lease = %(lease)s::uuid, leased_until = now() + %(lasting)s
    from due
    where d.delivery_id = due.delivery_id
    returning d.delivery_id, d.alert_id, d.subscriber_id
)
select l.delivery_id, l.alert_id, a.contact_id::text as contact_id, a.transition, a.revision, s.email, s.token::text as token,
       coalesce(s.language, w.language, 'ar') as language, coalesce(s.zone, w.zone) as zone
from leased l
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
left join ops.watch w using (watch_key)
order by l.delivery_id
