select r.review_id, r.state, r.created_at, r.decided_by, r.decided_at, c.contact_id, c.participants, c.mode, c.status, c.starts_on, c.ends_on, c.place,
       c.scope, c.role, c.confidence,
       (select m.evidence from core.contact_mention m where m.contact_id = c.contact_id order by m.confidence desc, m.ordinal limit 1) as evidence
from ops.review r join core.real_contact c using (contact_id)
where c.merged_into is null and c.withdrawn_at is null
order by (r.state = 'waiting') desc, r.created_at desc, r.review_id desc
limit %(most)s
