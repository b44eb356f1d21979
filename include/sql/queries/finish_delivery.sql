update ops.delivery
set state = %(state)s,
    message_id = %(message_id)s,
    smtp_code = %(smtp_code)s,
    detail = %(detail)s,
    finished_at = case when %(state)s = 'pending' then null else now() end,
    next_attempt_at = case when %(state)s = 'pending' then now() + least(interval '5 minutes' * power(2, least(attempts, 10) - 1), interval '6 hours')
                           else next_attempt_at end
where delivery_id = %(delivery_id)s and attempts = %(attempts)s and state in ('sending', 'unknown')
