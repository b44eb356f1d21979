select f.feed_key, coalesce(p.name_ar, f.publisher_key) as publisher_ar, coalesce(p.name_en, f.publisher_key) as publisher_en,
       f.failures, f.last_ok_at, f.last_polled_at, l.outcome,
       f.failures >= %(enough)s as is_failing,
       (select min(n.first_noted_at) from raw.feed_notice n
         where n.feed_key = f.feed_key and n.kind in ('silent', 'gone') and n.ended_at is null) as silent_since
from raw.feed f
left join core.publisher p using (publisher_key)
left join lateral (select o.outcome from raw.feed_poll o where o.feed_key = f.feed_key order by o.polled_at desc limit 1) l on true
where f.feed_key = any(%(feed_keys)s::text[])
order by f.feed_key
