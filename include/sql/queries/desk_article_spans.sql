select part, span_start as first, span_end as last, kind, entity_key as key from core.entity_mention where article_id = %(article_id)s and kind <> 'reference'
union all
select part, evidence_start, evidence_end, 'evidence', contact_id::text from core.contact_mention where article_id = %(article_id)s and contact_id is not null
order by first, last desc
