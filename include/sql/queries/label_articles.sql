select a.article_id, a.article_key, a.title, a.text, a.published_at, a.publisher_key, a.url, a.text_expired_at is not null as is_expired
from core.article a
where a.article_key = any(%(article_keys)s::text[])
order by a.published_at, a.article_key
