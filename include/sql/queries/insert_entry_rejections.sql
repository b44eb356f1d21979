insert into ops.rejection (run_id, stage, reason, feed_key, poll_id, reference) values %s
