select a.key as one, b.key as other, count(*)::int as contacts, min(c.starts_on) as first_held, max(c.starts_on) as last_held
from core.real_contact c
cross join unnest(c.participants) as a (key)
join core.person pa on pa.person_key = a.key and pa.country = any(%(first)s)
cross join unnest(c.participants) as b (key)
join core.person pb on pb.person_key = b.key and pb.country = any(%(second)s)
where c.merged_into is null and c.withdrawn_at is null and c.status in ('held', 'ongoing')
  and (%(person)s::text is null or %(person)s = any(c.participants))
group by a.key, b.key
order by contacts desc, last_held desc nulls last, one, other
limit %(most)s
