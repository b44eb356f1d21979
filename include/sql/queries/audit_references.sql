with fresh as (
    select article_id, article_key, title, text
    from core.article
    where updated_at >= %(day)s::date and updated_at < %(day)s::date + 1
),
named as (
    select e.kind, e.entity_key, split_part(e.entity_key, ':', 2) as whole, count(*)::int as mentions
    from core.entity_mention e join fresh using (article_id)
    where e.kind in ('person', 'place', 'country')
    group by 1, 2, 3
)
select n.kind || ' ' || n.entity_key as subject,
       case when (n.kind = 'person' and n.entity_key like 'unlisted:_%%') or (n.kind = 'place' and n.entity_key like '%%:_%%')  -- no file lists it
              or exists (select from core.person p where n.kind = 'person' and p.person_key = n.entity_key)
              or exists (select from core.place p where n.kind = 'place' and p.place_key = n.entity_key)
              or exists (select from core.place p where n.kind = 'country' and p.place_key = 'country:' || n.entity_key)
            then 0 else n.mentions end as missing_entries,
       null::int as spans_outside, null::int as supporting_mentions, null::int as revisions
from named n
union all
select f.article_key, null,
       (select count(*) from core.entity_mention e where e.article_id = f.article_id
           and substring(case e.part when 'title' then f.title else f.text end from e.span_start + 1 for e.span_end - e.span_start) <> e.surface)::int
       + (select count(*) from core.contact_mention m where m.article_id = f.article_id
           and substring(case m.part when 'title' then f.title else f.text end from m.evidence_start + 1 for m.evidence_end - m.evidence_start)
               <> m.evidence)::int,
       null, null
from fresh f
union all
select 'contact ' || c.contact_id, null, null,
       (select count(*) from core.contact_mention m where m.contact_id = c.contact_id)::int,
       (select count(*) from core.contact_revision r where r.contact_id = c.contact_id)::int
from core.contact c
where c.merged_into is null and c.withdrawn_at is null and c.updated_at >= %(day)s::date and c.updated_at < %(day)s::date + 1
