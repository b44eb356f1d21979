select c.contact_id::text as contact_id, c.mode, c.starts_on, c.ends_on, c.place as place_en,
       coalesce((select min(p.name_ar) from core.place p where p.name_en = c.place), c.place) as place_ar,
       array(select coalesce(p.name_ar, l.person_key) from unnest(c.participants) with ordinality l (person_key, position)
             left join core.person p using (person_key) order by l.position) as people_ar,
       array(select coalesce(p.name_en, l.person_key) from unnest(c.participants) with ordinality l (person_key, position)
             left join core.person p using (person_key) order by l.position) as people_en
from mart.contacts c
where c.status = 'planned' and c.ends_on >= (%(until)s at time zone 'UTC')::date
order by c.starts_on, c.contact_id
limit %(most)s
