with pages as (
    update raw.page set body_expired_at = now() where page_id = any(%(page_ids)s::bigint[])
)
update raw.feed_poll set body_expired_at = now() where poll_id = any(%(poll_ids)s::bigint[])
