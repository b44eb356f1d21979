select t.revision, t.believed_at, t.status, t.mode, t.starts_on, t.ends_on, t.place, t.confidence, t.article_key, a.article_id, a.title, a.publisher_key
from core.contact_revision t left join core.real_article a using (article_key)
where t.contact_id = %(contact_id)s::uuid
order by t.revision desc
limit 200
