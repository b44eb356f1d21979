select identity, canonical_url
from raw.feed_entry
where feed_key = %(feed_key)s and (identity = any(%(identities)s::text[]) or canonical_url = any(%(canonical_urls)s::text[]))
