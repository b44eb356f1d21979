select d.decision_id, d.kind, a.article_key, m.ordinal,
       (d.kind = 'split' and a.article_key = d.article_key) as is_split_off
from core.contact_decision d
join core.contact_mention m on m.contact_id in (d.contact_id, d.other_id)
join core.article a using (article_id)
order by d.decision_id, a.article_key, m.ordinal
