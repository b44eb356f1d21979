update ops.delivery d
set state = v.state,
    message_id = v.message_id,
    smtp_code = v.smtp_code::int,
    detail = v.detail,
    attempts = n.attempts,
    leased_until = null,
    finished_at = case when v.state = 'pending' then null else now() end,
    next_attempt_at = case when v.state = 'pending'
                           then now() + least(interval '5 minutes' * power(2, least(n.attempts, 10) - 1), interval '6 hours')
                           else d.next_attempt_at end
from (values %s) as v (delivery_id, lease, state, message_id, smtp_code, detail)
join ops.delivery was on was.delivery_id = v.delivery_id
cross join lateral (select was.attempts + case when was.state = 'pending' then 1 else 0 end as attempts) n
where d.delivery_id = v.delivery_id and d.lease = v.lease::uuid and d.state in ('pending', 'sending', 'unknown')
