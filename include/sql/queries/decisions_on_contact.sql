select decision_id, kind, contact_id::text as contact_id, other_id::text as other_id, decided_by, decided_at, reason
from core.contact_decision
where %(contact_id)s::uuid in (contact_id, other_id)
order by decision_id
