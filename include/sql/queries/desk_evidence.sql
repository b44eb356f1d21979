select m.mention_id, a.article_id, a.article_key, a.publisher_key, p.name_ar, p.name_en, a.url, a.title, a.published_at, m.status, m.role, m.mode,
       m.starts_on, m.ends_on, m.date_surface, m.place, m.confidence, m.part, m.evidence_start, m.evidence_end, m.evidence,
       (select c.group_id from core.article_copy c where c.article_id = a.article_id) as group_id,
       (select coalesce(jsonb_agg(jsonb_build_object('start', e.span_start - m.evidence_start, 'end', e.span_end - m.evidence_start,
                                                     'kind', e.kind, 'key', e.entity_key) order by e.span_start), '[]')
          from core.entity_mention e
         where e.article_id = a.article_id and e.part = m.part and e.kind <> 'reference'
           and e.span_start >= m.evidence_start and e.span_end <= m.evidence_end) as spans
from core.contact_mention m join core.real_article a using (article_id) join core.real_publisher p using (publisher_key)
where m.contact_id = %(contact_id)s::uuid
order by a.published_at, a.article_id, m.ordinal
limit 300
