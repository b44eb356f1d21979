update ops.feed_token set revoked_at = now() where token = %(token)s::uuid and revoked_at is null returning name
