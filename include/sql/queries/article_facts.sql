select a.article_key, a.title, a.url, a.published_at, p.name_ar as publisher_ar, p.name_en as publisher_en,
       coalesce(c.group_id, a.article_id) as voice_id
from core.article a
join core.publisher p using (publisher_key)
left join core.article_copy c using (article_id)
where a.article_key = any(%(article_keys)s)
