insert into raw.feed_poll (
    run_id, feed_key, polled_at, outcome, http_status, body_sha256, archive_uri, entries_seen, entries_new, entries_known, entries_rejected,
    entries_edited, is_coverage_gap, duration_ms, detail, moved_to
)
values (
    %(run_id)s, %(feed_key)s, %(polled_at)s, %(outcome)s, %(http_status)s, %(body_sha256)s, %(archive_uri)s, %(entries_seen)s, %(entries_new)s,
    %(entries_known)s, %(entries_rejected)s, %(entries_edited)s, %(is_coverage_gap)s, %(duration_ms)s, %(detail)s, %(moved_to)s
)
returning poll_id
