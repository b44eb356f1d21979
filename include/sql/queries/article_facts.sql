select a.article_key, a.title, a.text, a.url, a.published_at, p.name_ar as publisher_ar, p.name_en as publisher_en
from core.article a
join core.publisher p using (publisher_key)
where a.article_key = any(%(article_keys)s)
