select p.page_id, p.canonical_url, p.url, b.final_url, b.archive_uri, b.body_sha256, b.charset, b.media_type, p.http_status, b.fetched_at,
       e.entry_id, e.identity, e.url as entry_url, e.summary, e.published_at, e.first_seen_at, f.feed_key, f.publisher_key, f.url as feed_url,
       coalesce((select d.title from raw.entry_edit d where d.entry_id = e.entry_id order by d.edit_id desc limit 1), e.title) as title
from raw.page p
join raw.feed_entry e using (entry_id)
join raw.feed f using (feed_key)
left join core.article a on a.article_key = p.canonical_url
cross join lateral (
    select o.*
    from raw.page_body o
    where o.page_id = p.page_id and o.body_expired_at is null
      and case when a.article_id is null or p.extract_outcome in ('extracted', 'same_article') then o.body_sha256 = p.body_sha256
               else o.extract_outcome in ('extracted', 'same_article') end
    order by o.fetched_at desc
    limit 1
) as b
where p.state = 'fetched' and f.feed_key <> 'canary' and p.extracted_at is not null and a.text_expired_at is null
  and coalesce(a.published_at, e.published_at, e.first_seen_at) >= %(first)s
  and coalesce(a.published_at, e.published_at, e.first_seen_at) < %(last)s::date + 1
order by p.page_id
