select m.mention_id, m.article_id, m.contact_id::text as contact_id, m.ordinal, m.participants, m.sides, m.mode, m.setting, m.status, m.starts_on,
       m.ends_on, m.date_basis, m.date_surface, m.place, m.role, m.scope, m.confidence, m.part, m.evidence_start, m.evidence_end, m.evidence,
       m.features, a.article_key, a.published_at
from core.contact_mention m
join core.article a using (article_id)
where m.contact_id = any(%(contact_ids)s::uuid[])
order by a.published_at, a.article_key, m.ordinal
