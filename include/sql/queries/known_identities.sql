select identity from raw.feed_entry where feed_key = %(feed_key)s and identity = any(%(identities)s::text[])
