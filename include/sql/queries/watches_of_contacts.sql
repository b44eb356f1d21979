select distinct watch_key from core.contact where contact_id = any(%(contact_ids)s::uuid[]) order by watch_key
