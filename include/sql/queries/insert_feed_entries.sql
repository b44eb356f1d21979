insert into raw.feed_entry (feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at)
select v.feed_key, v.poll_id, v.identity, v.url, v.canonical_url, v.title, v.summary, v.published_at::timestamptz, v.first_seen_at
from (values %s) as v (feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at)
on conflict (feed_key, identity) do nothing
returning entry_id, canonical_url, url
