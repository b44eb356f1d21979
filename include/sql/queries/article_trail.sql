select p.page_id, p.canonical_url, p.state, p.outcome, p.http_status, p.final_url, p.attempts, p.next_attempt_at, p.fetched_at, p.extract_outcome,
       e.feed_key, e.first_seen_at
from raw.page p
join raw.feed_entry e using (entry_id)
where p.canonical_url = any(%(addresses)s) or p.url = any(%(addresses)s) or p.final_url = any(%(addresses)s)
   or p.canonical_url in (select l.canonical_url from raw.feed_entry l where l.url = any(%(addresses)s) or l.identity = any(%(addresses)s))
order by p.page_id
limit 1
