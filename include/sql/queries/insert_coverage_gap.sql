insert into raw.coverage_gap (poll_id, feed_key, since, until, entries_new)
select p.poll_id, p.feed_key, least(coalesce(f.last_ok_at, p.polled_at), p.polled_at), p.polled_at, p.entries_new
from raw.feed_poll p join raw.feed f using (feed_key)
where p.poll_id = %(poll_id)s
