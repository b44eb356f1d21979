select subscriber_id, email, watch_keys, file_watch_keys, is_active from ops.subscriber where email = %(email)s
