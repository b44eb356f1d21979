select p.name_en, p.name_ar, p.latitude, p.longitude, count(*)::int as contacts
from core.real_contact c join lateral (
    select * from core.place q where q.name_en = c.place and q.latitude is not null order by q.kind = 'country', q.place_key limit 1
) p on true
where c.merged_into is null and c.withdrawn_at is null and c.status in ('held', 'ongoing')
group by 1, 2, 3, 4
order by contacts desc, p.name_en
limit 100
