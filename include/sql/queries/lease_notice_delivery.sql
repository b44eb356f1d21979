with due as (
    select d.notice_delivery_id
    from ops.notice_delivery d
    where d.state = 'pending' and d.next_attempt_at <= now() and coalesce(d.leased_until, '-infinity') <= now()
      and d.notice_delivery_id > %(after)s
    order by d.notice_delivery_id
    limit 1
    for update skip locked
),
leased as (
    update ops.notice_delivery d
    set lease = %(lease)s::uuid, leased_until = now() + %(lasting)s
    from due
    where d.notice_delivery_id = due.notice_delivery_id
    returning d.notice_delivery_id, d.notice_id, d.email
)
select l.notice_delivery_id, l.notice_id, l.email, n.kind, n.notice_key, n.facts, n.created_at
from leased l
join ops.notice n using (notice_id)
