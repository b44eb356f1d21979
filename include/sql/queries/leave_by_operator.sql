update ops.subscriber
set is_active = false, left_at = coalesce(left_at, now()), left_by = coalesce(left_by, 'operator'), own_watch_keys = '{}', watch_keys = file_watch_keys
where email = %(email)s
returning subscriber_id, email, watch_keys
