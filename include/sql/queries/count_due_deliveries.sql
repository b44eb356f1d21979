select count(*)::int as due from ops.delivery where state = 'pending' and next_attempt_at <= now()
