select date_trunc('month', c.starts_on)::date as month, c.mode, c.status, count(*)::int as contacts
from core.real_contact c
where c.merged_into is null and c.withdrawn_at is null and c.starts_on is not null
  and (%(people)s::text[] is null or c.participants @> %(people)s::text[])
group by 1, 2, 3
order by 1, 2, 3
