select f.feed_key, f.etag, f.last_modified, f.poll_interval, f.failures, f.asked_interval, f.skip_hours, f.skip_days,
       exists (select from raw.feed_entry e where e.feed_key = f.feed_key) as has_entries
from raw.feed f
where f.feed_key = %(feed_key)s
for update of f
