with recursive merged (contact_id, survivor) as (
    select contact_id, contact_id from core.contact where contact_id = any(%(contact_ids)s::uuid[])
    union
    select c.contact_id, m.survivor from core.contact c join merged m on c.merged_into = m.contact_id
)
select m.survivor::text as survivor, a.contact_id::text as contact_id, a.transition, a.revision, a.starts_on, a.ends_on, a.place, a.article_key, a.is_taken_back,
       coalesce(a.suppressed_reason = 'taken_back', false) or exists (select from ops.correction x where x.wrong_alert_id = a.alert_id) as is_corrected
from merged m
join ops.alert a using (contact_id)
where a.transition <> 'corrected'
order by a.alert_id
