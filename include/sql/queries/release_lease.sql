update ops.delivery
set leased_until = null, detail = coalesce(%(detail)s, detail)
where lease = %(lease)s::uuid and state = 'pending' and leased_until is not null
