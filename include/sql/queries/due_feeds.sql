select feed_key, url, etag, last_modified, body_sha256, validators_lie, not_modified_in_row
from raw.feed
where (next_due_at <= now() or last_polled_at > now() + interval '1 hour') and feed_key = any(%(feed_keys)s::text[])
order by feed_key
