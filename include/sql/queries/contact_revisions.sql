select contact_id::text as contact_id, max(revision)::int as revision
from core.contact_revision
where contact_id = any(%(contact_ids)s::uuid[])
group by contact_id
