select entry_id, identity, canonical_url, title, published_at, listing_sha256
from raw.feed_entry
where feed_key = %(feed_key)s
  and (identity = any(%(identities)s::text[]) or canonical_url = any(%(canonical_urls)s::text[])
       or identity = any(%(canonical_urls)s::text[]) or published_at = any(%(published)s::timestamptz[]))
