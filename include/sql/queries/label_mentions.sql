select m.*, a.article_key, a.published_at
from core.contact_mention m
join core.article a using (article_id)
where a.article_key = any(%(article_keys)s::text[])
order by a.article_key, m.ordinal
