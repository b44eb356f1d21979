insert into raw.entry_edit (entry_id, poll_id, url, title, summary, published_at, seen_at)
select v.entry_id, v.poll_id, v.url, v.title, v.summary, v.published_at::timestamptz, v.seen_at
from (values %s) as v (entry_id, poll_id, url, title, summary, published_at, seen_at)
