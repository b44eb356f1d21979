select distinct r.contact_id::text as contact_id
from unnest(%(keys)s::text[]) as k (reach_key)
join core.contact_reach r using (reach_key)
