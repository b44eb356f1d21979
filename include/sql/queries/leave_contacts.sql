update core.contact c
set merged_into = v.merged_into::uuid, is_stale = false, stale_reason = null,
    withdrawn_at = case when v.merged_into is null then now() end, updated_at = now()
from (values %s) as v (contact_id, merged_into)
where c.contact_id = v.contact_id::uuid
