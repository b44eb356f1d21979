select d.decision_id, d.kind, m.article_key, m.ordinal, m.is_kept
from core.contact_decision d
join core.contact_decision_mention m using (decision_id)
where d.watch_key = %(watch_key)s
order by d.decision_id, m.article_key, m.ordinal
