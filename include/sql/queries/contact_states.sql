select c.contact_id::text as contact_id, c.merged_into::text as merged_into,
       coalesce((select max(r.revision) from core.contact_revision r where r.contact_id = c.contact_id), 0)::int as revision
from core.contact c
where c.contact_id = any(%(contact_ids)s::uuid[])
order by c.contact_id
