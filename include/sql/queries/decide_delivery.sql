update ops.delivery
set state = %(state)s,
    detail = %(detail)s,
    next_attempt_at = case when %(state)s = 'pending' then now() else next_attempt_at end,
    finished_at = case when %(state)s = 'pending' then null else now() end
where delivery_id = %(delivery_id)s and state = 'unknown'
returning delivery_id
