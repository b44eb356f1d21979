select p.page_id, p.canonical_url, p.url, p.final_url, p.archive_uri, p.body_sha256, p.charset, p.media_type, p.http_status, p.fetched_at,
       e.entry_id, e.identity, e.url as entry_url, e.title, e.summary, e.published_at, e.first_seen_at, f.feed_key, f.publisher_key, f.url as feed_url
from raw.page p
join raw.feed_entry e using (entry_id)
join raw.feed f using (feed_key)
where p.state = 'fetched' and p.body_expired_at is null and f.feed_key <> 'canary'
  and coalesce(e.published_at, e.first_seen_at) >= %(first)s and coalesce(e.published_at, e.first_seen_at) < %(last)s::date + 1
order by p.page_id
