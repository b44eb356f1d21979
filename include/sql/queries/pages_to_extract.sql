select p.page_id, p.canonical_url, p.url, p.final_url, p.archive_uri, p.body_sha256, p.charset, p.media_type, e.title, e.published_at,
       e.first_seen_at, f.publisher_key
from raw.page p
join raw.feed_entry e using (entry_id)
join raw.feed f using (feed_key)
where p.state = 'fetched' and p.extracted_at is null
order by p.page_id
limit %(most)s
