select e.feed_key, e.first_seen_at, count(*)::int as entries
from raw.feed_entry e
where e.feed_key in (select p.feed_key from raw.feed_poll p where p.run_id = %(run_id)s)
  and e.first_seen_at >= least(
      %(since)s::timestamptz, (select max(l.first_seen_at) from raw.feed_entry l where l.feed_key = e.feed_key)
  )
group by e.feed_key, e.first_seen_at
order by e.feed_key, e.first_seen_at
