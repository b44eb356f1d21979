select m.*, a.article_key, a.published_at
from core.contact_mention m
join core.article a using (article_id)
where m.watch_key = %(watch_key)s and not m.is_resolved
order by a.published_at, a.article_key, m.ordinal
