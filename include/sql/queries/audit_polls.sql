with lost as materialized (
    select e.poll_id, count(*)::int as entries
    from raw.feed_entry e join mart.entry_outcomes o using (entry_id)
    where e.first_seen_at >= %(day)s::date and e.first_seen_at < %(day)s::date + 1 and o.outcome = 'unaccounted'
    group by e.poll_id
)
select p.poll_id::text || ' ' || p.feed_key as poll,
       p.entries_seen - p.entries_new - p.entries_known - p.entries_rejected as unaccounted,
       p.entries_new - (select count(*) from raw.feed_entry e where e.poll_id = p.poll_id)::int as new_without_entry,
       p.entries_rejected - (select count(*) from ops.rejection r where r.poll_id = p.poll_id)::int as rejected_without_reason,
       (select count(*) from raw.feed_entry e where e.poll_id = p.poll_id
           and not exists (select from raw.page g where g.canonical_url = e.canonical_url))::int as entries_without_page,
       coalesce(l.entries, 0) as entries_without_outcome,
       (p.is_coverage_gap <> exists (select from raw.coverage_gap g where g.poll_id = p.poll_id))::int as gaps_told_twofold
from raw.feed_poll p left join lost l using (poll_id)
where p.polled_at >= %(day)s::date and p.polled_at < %(day)s::date + 1
order by p.poll_id
