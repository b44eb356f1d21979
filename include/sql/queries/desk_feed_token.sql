select token from ops.feed_token where token = %(token)s::uuid and revoked_at is null
