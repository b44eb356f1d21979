delete from core.contact_reach where contact_id = any(%(contact_ids)s::uuid[])
