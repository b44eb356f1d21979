select o.contact_id::text as contact_id, o.participants, o.status, o.starts_on, o.ends_on, o.place
from core.contact c
join core.real_contact o on o.watch_key = c.watch_key and o.participants && c.participants and o.contact_id <> c.contact_id
where c.contact_id = %(contact_id)s::uuid and o.merged_into is null and o.withdrawn_at is null
order by abs(coalesce(o.starts_on, o.last_reported_at::date) - coalesce(c.starts_on, c.last_reported_at::date)), o.contact_id
limit %(most)s
