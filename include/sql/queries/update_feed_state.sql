with state as (
    select f.feed_key,
           case when %(is_good)s then 0 else f.failures + 1 end as failures,
           case when p.is_coverage_gap then greatest(f.poll_interval / 2, least(interval '10 minutes', %(configured)s::interval))
                when %(is_good)s then least(f.poll_interval * 1.25, %(configured)s::interval)
                else f.poll_interval
           end as poll_interval
    from raw.feed f join raw.feed_poll p using (feed_key)
    where f.feed_key = %(feed_key)s and p.poll_id = %(poll_id)s
)
update raw.feed f
set last_polled_at = %(polled_at)s,
    last_ok_at = case when %(is_good)s then %(polled_at)s else f.last_ok_at end,
    failures = s.failures,
    etag = case when %(is_understood)s then %(etag)s else f.etag end,
    last_modified = case when %(is_understood)s then %(last_modified)s else f.last_modified end,
    body_sha256 = case when %(is_understood)s then %(body_sha256)s else f.body_sha256 end,
    poll_interval = s.poll_interval,
    next_due_at = now() + least(s.poll_interval * power(2, least(s.failures, 6)), greatest(s.poll_interval, interval '12 hours'))
from state s
where f.feed_key = s.feed_key
