select p.outcome, count(*)::int as polls, sum(p.entries_seen)::int as entries_seen, sum(p.entries_new)::int as entries_new,
       sum(p.entries_known)::int as entries_known, sum(p.entries_rejected)::int as entries_rejected,
       array_agg(distinct p.feed_key order by p.feed_key) as feed_keys
from raw.feed_poll p
where p.polled_at >= %(since)s
group by p.outcome
order by count(*) desc, p.outcome
