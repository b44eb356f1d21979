update ops.review set state = 'moot', asked_until = null, note = null where state = 'waiting' and contact_id = any(%(contact_ids)s::uuid[])
