update raw.page p
set url = v.url,
    revisit_at = case when p.state = 'fetched' and p.revisits < 6 then greatest(now(), p.fetched_at + interval '10 minutes') else p.revisit_at end,
    state = case when p.state = 'failed' then 'pending' else p.state end,
    attempts = case when p.state = 'failed' then 0 else p.attempts end,
    next_attempt_at = case when p.state = 'failed' then now() else p.next_attempt_at end
from (values %s) as v (entry_id, url)
join raw.feed_entry e on e.entry_id = v.entry_id
where p.canonical_url = e.canonical_url
