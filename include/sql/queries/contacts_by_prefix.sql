select contact_id::text as contact_id, merged_into::text as merged_into, withdrawn_at is not null as is_withdrawn
from core.contact
where contact_id::text like %(prefix)s || '%%'
order by contact_id
limit 4
