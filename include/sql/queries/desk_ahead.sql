select c.contact_id, c.participants, c.mode, c.status, c.starts_on, c.ends_on, c.place, c.scope, c.role, c.confidence, c.last_reported_at as believed_at,
       (select count(distinct m.article_id) from core.contact_mention m where m.contact_id = c.contact_id)::int as articles
from core.real_contact c
where c.merged_into is null and c.withdrawn_at is null and c.status in ('planned', 'possible')
  and (c.ends_on >= %(day)s::date or (c.starts_on is null and c.last_reported_at >= %(day)s::date - 30))
  and c.first_reported_at < %(day)s::date + 1
order by c.starts_on nulls last, c.last_reported_at desc, c.contact_id
limit 100
