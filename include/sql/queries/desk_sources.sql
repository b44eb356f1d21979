select h.feed_key, h.publisher_key, p.name_ar, p.name_en, h.url, h.poll_interval, h.next_due_at, h.last_polled_at, h.last_ok_at, h.failures,
       h.newest_entry_seen_at,
       (select count(*) from mart.coverage_gaps g where g.feed_key = h.feed_key and g.until > now() - interval '7 days')::int as gaps,
       (select array_agg(n.kind order by n.kind) from mart.feed_notices n where n.feed_key = h.feed_key and n.ended_at is null) as notices
from mart.source_health h left join core.real_publisher p using (publisher_key)
order by h.failures desc, h.feed_key
