insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, duration_ms) values %s
returning poll_id, feed_key
