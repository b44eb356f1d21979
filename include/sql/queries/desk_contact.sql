select c.contact_id, c.watch_key, c.participants, c.mode, c.cameo, c.setting, c.status, c.starts_on, c.ends_on, c.date_basis, c.place, c.scope, c.role,
       c.confidence, c.first_reported_at, c.last_reported_at, c.merged_into, c.withdrawn_at
from core.real_contact c
where c.contact_id = %(contact_id)s::uuid
