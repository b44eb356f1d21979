update raw.feed f
set last_polled_at = %(polled_at)s,
    last_ok_at = case when %(is_good)s then %(polled_at)s else last_ok_at end,
    failures = case when %(is_good)s then 0 else failures + 1 end,
    etag = case when %(is_understood)s then %(etag)s else etag end,
    last_modified = case when %(is_understood)s then %(last_modified)s else last_modified end,
    body_sha256 = case when %(is_understood)s then %(body_sha256)s else body_sha256 end,
    poll_interval = case
        when (select is_coverage_gap from raw.feed_poll p where p.feed_key = f.feed_key order by poll_id desc limit 1)
        then greatest(f.poll_interval / 2, interval '10 minutes')
        else f.poll_interval
    end,
    next_due_at = now() + f.poll_interval * case when %(is_good)s then 1 else least(power(2, failures), 16) end
where feed_key = %(feed_key)s
