insert into raw.feed (feed_key, publisher_key, url, poll_interval)
select v.feed_key, v.publisher_key, v.url, v.poll_interval::interval from (values %s) as v (feed_key, publisher_key, url, poll_interval)
on conflict (feed_key) do update
set publisher_key = excluded.publisher_key, url = excluded.url, etag = null, last_modified = null, body_sha256 = null,
    failures = 0, poll_interval = excluded.poll_interval, next_due_at = '-infinity', validators_lie = false, not_modified_in_row = 0,
    asked_interval = null, skip_hours = '{}', skip_days = '{}'
where (raw.feed.publisher_key, raw.feed.url) is distinct from (excluded.publisher_key, excluded.url)
