select v.verdict_id, v.kind, v.fixes, m.article_key, m.ordinal, m.published_at, m.evidence, m.participants, m.is_asked
from core.contact_verdict v
join core.contact_verdict_mention m using (verdict_id)
where v.watch_key = %(watch_key)s
order by v.verdict_id, m.article_key, m.ordinal
