select p.key as person_key, n.name_ar, n.name_en, n.country, count(*)::int as contacts,
       max(c.starts_on) filter (where c.status in ('held', 'ongoing')) as last_held, max(c.last_reported_at) as last_reported_at
from core.real_contact c cross join unnest(c.participants) as p (key) left join core.person n on n.person_key = p.key
where c.merged_into is null and c.withdrawn_at is null and c.status in ('held', 'ongoing') and p.key not like 'other:%%'
group by p.key, n.name_ar, n.name_en, n.country
order by contacts desc, last_held desc nulls last, p.key
limit %(most)s
