with bodies as (
    update raw.page_body b set body_expired_at = now()
    from unnest(%(page_ids)s::bigint[], %(page_digests)s::text[]) as e (page_id, body_sha256)
    where b.page_id = e.page_id and b.body_sha256 = e.body_sha256
    returning b.page_id, b.body_sha256
),
pages as (
    update raw.page p set body_expired_at = now() from bodies b where p.page_id = b.page_id and p.body_sha256 = b.body_sha256
)
update raw.feed_poll set body_expired_at = now() where poll_id = any(%(poll_ids)s::bigint[])
