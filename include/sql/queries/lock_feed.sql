select feed_key from raw.feed where feed_key = %(feed_key)s for update
