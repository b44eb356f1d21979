with told as (
    select distinct on (r.contact_id) r.contact_id, r.status, r.believed_at, r.article_key, r.revision
    from core.contact_revision r
    where r.believed_at >= %(day)s::date::timestamp at time zone %(zone)s
      and r.believed_at < (%(day)s::date + 1)::timestamp at time zone %(zone)s
    order by r.contact_id, r.revision desc
)
select c.contact_id, c.participants, c.mode, t.status, c.starts_on, c.ends_on, c.place, c.scope, c.role, c.confidence, t.believed_at,
       c.first_reported_at >= %(day)s::date::timestamp at time zone %(zone)s as is_new,
       (select p.status from core.contact_revision p where p.contact_id = t.contact_id and p.revision < t.revision
         order by p.revision desc limit 1) as status_before,
       (select count(distinct m.article_id) from core.contact_mention m where m.contact_id = c.contact_id)::int as articles
from told t join core.real_contact c using (contact_id)
where c.merged_into is null and c.withdrawn_at is null
order by c.role desc, is_new desc, t.believed_at desc, c.contact_id
limit 200
