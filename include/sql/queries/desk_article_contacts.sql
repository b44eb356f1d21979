select distinct c.contact_id, c.participants, c.mode, c.status, c.starts_on, c.ends_on, c.place, c.scope, c.role, c.confidence
from core.contact_mention m join core.real_contact c using (contact_id)
where m.article_id = %(article_id)s and c.merged_into is null
order by c.starts_on nulls last, c.contact_id
