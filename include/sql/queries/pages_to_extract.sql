select p.page_id, p.canonical_url, p.url, p.final_url, p.archive_uri, p.body_sha256, p.charset, p.media_type, e.published_at, e.first_seen_at,
       f.publisher_key, a.content_sha256 as known_sha256,
       coalesce((select d.title from raw.entry_edit d where d.entry_id = e.entry_id order by d.edit_id desc limit 1), e.title) as title
from raw.page p
join raw.feed_entry e using (entry_id)
join raw.feed f using (feed_key)
left join core.article a on a.article_key = p.canonical_url
where p.state = 'fetched' and p.extracted_at is null
order by p.page_id
limit %(most)s
