select a.batch_id, a.article_key, a.page_id, a.publisher_key, a.url, a.title, a.text, a.content_sha256, a.published_at, a.published_basis,
       case when a.published_basis = 'given' then a.published_at else a.first_loaded_at end as seen_at, a.text_chars,
       coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'key', e.entity_key, 'part', e.part, 'start', e.span_start, 'end', e.span_end,
                                                     'surface', e.surface))
                   from core.entity_mention e where e.article_id = a.article_id), '[]') as entity_mentions,
       coalesce((select jsonb_agg(jsonb_build_object('participants', m.participants, 'sides', m.sides, 'mode', m.mode, 'setting', m.setting,
                                                     'status', m.status, 'starts_on', m.starts_on, 'ends_on', m.ends_on, 'role', m.role,
                                                     'scope', m.scope, 'confidence', m.confidence, 'part', m.part, 'start', m.evidence_start,
                                                     'end', m.evidence_end, 'evidence', m.evidence))
                   from core.contact_mention m where m.article_id = a.article_id), '[]') as contact_mentions
from core.article a
where a.updated_at >= %(day)s::date and a.updated_at < %(day)s::date + 1
order by a.article_id desc
limit %(most)s
