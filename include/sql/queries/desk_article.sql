select a.article_id, a.article_key, a.publisher_key, p.name_ar, p.name_en, a.url, a.title, a.text, a.published_at, a.published_basis, a.revision,
       a.text_expired_at, a.first_loaded_at, a.updated_at,
       (select c.group_id from core.article_copy c where c.article_id = a.article_id) as group_id
from core.real_article a join core.real_publisher p using (publisher_key)
where a.article_id = %(article_id)s
