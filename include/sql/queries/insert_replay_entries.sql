insert into raw.feed_entry (entry_id, feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at)
overriding system value values %s
