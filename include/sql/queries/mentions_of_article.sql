select m.*, a.article_key, a.published_at
from core.contact_mention m
join core.article a using (article_id)
where m.article_id = %(article_id)s and m.watch_key = %(watch_key)s
order by m.ordinal
