select feed_key, url, etag, last_modified, body_sha256
from raw.feed
where next_due_at <= now() and feed_key = any(%(feed_keys)s::text[])
order by feed_key
