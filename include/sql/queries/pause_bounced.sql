with bounced as (
    select b.subscriber_id, count(*)::int as bounces, (array_agg(b.status || ' ' || b.diagnostic order by b.bounced_at desc, b.message_id))[1] as last
    from ops.bounce b
    where b.kind = 'hard' and not b.is_settled and b.bounced_at > now() - interval '30 days'
    group by b.subscriber_id
    having count(*) >= %(most)s
),
paused as (
    update ops.subscriber s
    set is_active = false, left_at = now(), left_by = 'bounces'
    from bounced b
    where s.subscriber_id = b.subscriber_id and s.is_active
    returning s.subscriber_id, s.email, s.watch_keys, b.bounces, b.last
),
settled as (
    update ops.bounce b
    set is_settled = true
    from paused p
    where b.subscriber_id = p.subscriber_id
)
select p.email, p.watch_keys, p.bounces, p.last
from paused p
order by p.email
