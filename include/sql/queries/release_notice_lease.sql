update ops.notice_delivery set leased_until = null where lease = %(lease)s::uuid and state = 'pending'
