update ops.subscriber set token = gen_random_uuid() where email = %(email)s returning subscriber_id
