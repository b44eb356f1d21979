update ops.delivery
set state = 'pending', attempts = attempts - 1, detail = %(detail)s, finished_at = null
where delivery_id = %(delivery_id)s and attempts = %(attempts)s and state in ('sending', 'unknown')
