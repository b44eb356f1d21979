update ops.notice_delivery d
set state = %(state)s, message_id = %(message_id)s, smtp_code = %(smtp_code)s, detail = %(detail)s, attempts = n.attempts, leased_until = null,
    finished_at = case when %(state)s <> 'pending' then now() end,
    next_attempt_at = case when %(state)s = 'pending'
                           then now() + least(interval '5 minutes' * power(2, least(n.attempts, 10) - 1), interval '6 hours')
                           else d.next_attempt_at end
from ops.notice_delivery w
cross join lateral (select w.attempts + case when w.state = 'pending' then 1 else 0 end as attempts) n
where d.notice_delivery_id = %(notice_delivery_id)s and w.notice_delivery_id = d.notice_delivery_id and d.lease = %(lease)s::uuid
  and d.state in ('pending', 'sending', 'unknown')
