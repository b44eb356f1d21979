update raw.feed
set last_polled_at = %(polled_at)s,
    last_ok_at = case when %(is_good)s then %(polled_at)s else last_ok_at end,
    failures = %(failures)s,
    etag = case when %(is_understood)s then %(etag)s else etag end,
    last_modified = case when %(is_understood)s then %(last_modified)s else last_modified end,
    body_sha256 = case when %(is_understood)s then %(body_sha256)s else body_sha256 end,
    not_modified_in_row = case when %(is_not_modified)s then not_modified_in_row + 1 when %(is_understood)s then 0 else not_modified_in_row end,
    validators_lie = validators_lie or %(has_lied)s,
    known_share = coalesce(%(known_share)s, known_share),
    poll_interval = %(poll_interval)s,
    next_due_at = %(next_due_at)s,
    asked_interval = %(asked_interval)s,
    skip_hours = %(skip_hours)s::int[],
    skip_days = %(skip_days)s::int[]
where feed_key = %(feed_key)s
