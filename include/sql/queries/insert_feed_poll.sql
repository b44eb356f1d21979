insert into raw.feed_poll (
    run_id, feed_key, polled_at, outcome, http_status, body_sha256, archive_uri, entries_seen, entries_new, entries_known, entries_rejected,
    is_coverage_gap, duration_ms, detail
)
values (
    %(run_id)s, %(feed_key)s, %(polled_at)s, %(outcome)s, %(http_status)s, %(body_sha256)s, %(archive_uri)s, %(entries_seen)s, %(entries_new)s,
    %(entries_known)s, %(entries_rejected)s,
    %(entries_new)s > 0 and %(entries_known)s = 0 and exists (select 1 from raw.feed_entry where feed_key = %(feed_key)s),
    %(duration_ms)s, %(detail)s
)
returning poll_id
