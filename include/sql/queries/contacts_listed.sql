select m.contact_id::text as contact_id, m.watch_key, m.participants, m.mode, m.status, m.starts_on, m.ends_on, m.place, m.confidence, m.articles
from mart.contacts m
where (%(watch_key)s::text is null or m.watch_key = %(watch_key)s) and (%(person)s::text is null or %(person)s = any(m.participants))
order by m.last_reported_at desc, m.contact_id
limit %(most)s
