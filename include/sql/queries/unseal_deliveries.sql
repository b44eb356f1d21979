update ops.delivery
set state = 'pending', attempts = attempts - 1
where delivery_id = any(%(delivery_ids)s::bigint[]) and lease = %(lease)s::uuid and state = 'sending'
