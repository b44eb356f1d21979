insert into raw.feed_entry (
    feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at, listing_sha256
)
select v.feed_key, v.poll_id, v.identity, v.url, v.canonical_url, v.title, v.summary, v.published_at::timestamptz, v.first_seen_at, v.listing_sha256
from (values %s) as v (feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at, listing_sha256)
on conflict (feed_key, identity) do nothing
returning entry_id, canonical_url, url
