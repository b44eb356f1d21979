select distinct on (m.article_key, m.evidence, m.participants) m.article_key, v.verdict_id, v.kind, v.contact_id::text as contact_id, v.watch_key, m.is_asked,
       m.evidence, m.participants, m.claim
from core.contact_verdict_mention m
join core.contact_verdict v using (verdict_id)
order by m.article_key, m.evidence, m.participants, v.verdict_id desc
