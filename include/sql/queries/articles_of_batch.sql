select article_id, revision, published_at, text
from core.article
where batch_id = %(batch_id)s
order by article_id
