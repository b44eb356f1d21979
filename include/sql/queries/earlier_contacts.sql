-- Contact by contact (offset 0 keeps the planner from reading all that were ever held): a pair of officials has few.
with filed as materialized (select distinct contact_id from core.contact_reach where reach_key = any(%(filed)s::text[]))
select c.starts_on, c.place
from filed f
cross join lateral (
    select *
    from core.contact
    where contact_id = f.contact_id
    offset 0
) c
where c.merged_into is null and c.contact_id <> %(contact_id)s::uuid and c.status = 'held'
  and c.starts_on = c.ends_on and c.starts_on < %(before)s
order by c.starts_on desc, c.contact_id
limit 3
