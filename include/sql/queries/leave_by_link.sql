update ops.subscriber
set is_active = false, left_at = coalesce(left_at, now()), left_by = coalesce(left_by, 'link')
where token = %(token)s::uuid
returning subscriber_id
