select e.part, e.span_start, e.span_end, e.surface,
       case e.kind when 'person' then p.country when 'country' then e.entity_key when 'office' then split_part(e.entity_key, ':', 2)
                   when 'organisation' then o.country end as country
from core.entity_mention e
left join core.person p on e.kind = 'person' and p.person_key = e.entity_key
left join core.organisation o on e.kind = 'organisation' and o.organisation_key = e.entity_key
where e.article_id = %(article_id)s
order by e.part desc, e.span_start
