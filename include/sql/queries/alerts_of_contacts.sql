select alert_id, contact_id::text as contact_id, transition, revision, article_key, state, suppressed_reason, is_taken_back, created_at
from ops.alert
where contact_id = any(%(contact_ids)s::uuid[])
order by alert_id
