with pages as (
    select page_id, archive_uri, body_sha256
    from raw.page
    where state = 'fetched' and body_expired_at is null and extracted_at is not null and fetched_at < %(before)s
    order by fetched_at
    limit %(most)s
    for update skip locked
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
