select m.*, a.article_key, a.published_at, case when b.is_reread then 'replay' end as suppress
from core.contact_mention m
join core.article a using (article_id)
left join staging.batch b using (batch_id)
where m.watch_key = %(watch_key)s and not m.is_resolved
order by a.published_at, a.article_key, m.ordinal
