select m.contact_id, m.starts_on, m.ends_on, m.mode, m.status, m.place, m.role, m.articles,
       array(select coalesce(p.name_en, listed.person_key)
             from unnest(m.participants) with ordinality as listed (person_key, position)
             left join core.person p using (person_key)
             order by listed.position) as people,
       exists (select from ops.alert a where a.contact_id = m.contact_id and a.state = 'ready' and a.created_at >= %(since)s) as is_alerted
from mart.contacts m join core.contact c using (contact_id)
where c.created_at >= %(since)s or c.updated_at >= %(since)s
order by m.starts_on nulls last, m.contact_id
