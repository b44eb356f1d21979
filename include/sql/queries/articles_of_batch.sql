select article_id, revision, text
from core.article
where batch_id = %(batch_id)s
order by article_id
