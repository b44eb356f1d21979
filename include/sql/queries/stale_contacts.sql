select contact_id::text as contact_id, stale_reason
from core.contact
where watch_key = %(watch_key)s and is_stale
order by contact_id
