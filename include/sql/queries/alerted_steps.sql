select contact_id::text as contact_id, transition, revision, starts_on, ends_on
from ops.alert
where contact_id = any(%(contact_ids)s::uuid[])
order by alert_id
