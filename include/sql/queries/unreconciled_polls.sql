select p.poll_id, p.feed_key
from raw.feed_poll p
where p.run_id = %(run_id)s
  and (p.entries_new <> (select count(*) from raw.feed_entry e where e.poll_id = p.poll_id)
       or p.entries_rejected <> (select count(*) from ops.rejection r where r.poll_id = p.poll_id)
       or p.entries_edited <> (select count(*) from raw.entry_edit d where d.poll_id = p.poll_id)
       or p.is_coverage_gap <> exists (select from raw.coverage_gap g where g.poll_id = p.poll_id)
       or exists (select 1 from raw.feed_entry e where e.poll_id = p.poll_id
                    and not exists (select 1 from raw.page g where g.canonical_url = e.canonical_url)))
order by p.poll_id
