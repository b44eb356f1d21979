select p.poll_id::text || ' ' || p.feed_key as poll,
       p.entries_seen - p.entries_new - p.entries_known - p.entries_rejected as unaccounted,
       p.entries_new - (select count(*) from raw.feed_entry e where e.poll_id = p.poll_id)::int as new_without_entry,
       p.entries_rejected - (select count(*) from ops.rejection r where r.poll_id = p.poll_id)::int as rejected_without_reason,
       (select count(*) from raw.feed_entry e where e.poll_id = p.poll_id
           and not exists (select from raw.page g where g.canonical_url = e.canonical_url))::int as entries_without_page
from raw.feed_poll p
where p.polled_at >= %(day)s::date and p.polled_at < %(day)s::date + 1
order by p.poll_id
