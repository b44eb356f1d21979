update ops.notice_delivery
set next_attempt_at = least(next_attempt_at, now()), leased_until = null
where state = 'pending' and (next_attempt_at > now() + interval '25 hours' or leased_until > now() + interval '10 minutes')
returning notice_delivery_id
