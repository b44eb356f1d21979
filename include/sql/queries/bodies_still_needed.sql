select body_sha256 from raw.page_body where body_sha256 = any(%(digests)s) and body_expired_at is null
union
select body_sha256 from raw.feed_poll where body_sha256 = any(%(digests)s) and body_expired_at is null and archive_uri is not null
