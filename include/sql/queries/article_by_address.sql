select article_id, article_key, publisher_key, url, title, text, published_at, published_basis, revision
from core.article
where article_key = any(%(addresses)s) or url = any(%(addresses)s)
order by article_id
limit 1
