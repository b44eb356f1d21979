select true as found from ops.subscriber where token = %(token)s::uuid
