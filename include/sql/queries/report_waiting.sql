select (select count(*) from staging.batch where state = 'held')::int as held_batches,
       (select count(distinct article_key) from ops.quarantine where state = 'held')::int as quarantined,
       (select count(*) from ops.delivery where state = 'unknown')::int
       + (select count(*) from ops.notice_delivery where state = 'unknown')::int as unknown,
       (select count(*) from ops.review where state = 'waiting')::int as reviews,
       (select max(polled_at) from raw.feed_poll where feed_key <> 'canary') as last_poll_at,
       (select min(began_at) from ops.coverage_episode where ended_at is null) as degraded_since
