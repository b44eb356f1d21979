select token, name, created_at, revoked_at from ops.feed_token order by created_at
