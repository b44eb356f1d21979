select v.verdict_id, v.kind, v.fixes, v.decided_by, v.via, v.reason, v.decided_at
from core.contact_verdict v
where v.contact_id = %(contact_id)s::uuid
order by v.verdict_id
