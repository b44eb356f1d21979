update ops.delivery d
set state = v.state,
    message_id = v.message_id,
    smtp_code = v.smtp_code,
    detail = v.detail,
    attempts = n.attempts,
    claimed_at = case when v.state = 'sending' then clock_timestamp() else d.claimed_at end,
    leased_until = case when v.state = 'sending' then d.leased_until end,
    finished_at = case when v.state not in ('pending', 'sending') then now() end,
    next_attempt_at = case when v.state = 'pending'
                           then now() + least(interval '5 minutes' * power(2, least(n.attempts, 10) - 1), interval '6 hours')
                           else d.next_attempt_at end
from unnest(%(delivery_ids)s::bigint[], %(states)s::text[], %(message_ids)s::text[], %(smtp_codes)s::int[], %(details)s::text[])
         as v (delivery_id, state, message_id, smtp_code, detail)
join ops.delivery w using (delivery_id)
cross join lateral (select w.attempts + case when w.state = 'pending' then 1 else 0 end as attempts) n
where d.delivery_id = v.delivery_id and d.lease = %(lease)s::uuid
  and (d.state = 'pending' or v.state <> 'sending' and d.state in ('sending', 'unknown'))
returning d.delivery_id, d.state
