select count(*)::int as polls from raw.feed_poll where run_id = %(run_id)s
