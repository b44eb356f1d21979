update core.contact_mention m
set contact_id = v.contact_id::uuid, is_resolved = true
from (values %s) as v (mention_id, contact_id)
where m.mention_id = v.mention_id and (m.contact_id is distinct from v.contact_id::uuid or not m.is_resolved)
