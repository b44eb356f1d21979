with pages as (
    select b.page_id, b.archive_uri, b.body_sha256
    from raw.page_body b join raw.page p using (page_id)
    where b.body_expired_at is null and b.fetched_at < %(before)s and (p.extracted_at is not null or p.body_sha256 <> b.body_sha256)
    order by b.fetched_at
    limit %(most)s
    for update of b skip locked
),
polls as (
    select poll_id, archive_uri, body_sha256
    from raw.feed_poll
    where archive_uri is not null and body_expired_at is null and polled_at < %(before)s
    order by polled_at
    limit %(most)s
    for update skip locked
)
select archive_uri, body_sha256, array_remove(array_agg(page_id), null) as page_ids, array_remove(array_agg(poll_id), null) as poll_ids
from (
    select page_id, null::bigint as poll_id, archive_uri, body_sha256 from pages
    union all
    select null, poll_id, archive_uri, body_sha256 from polls
) as b
group by archive_uri, body_sha256
order by archive_uri
