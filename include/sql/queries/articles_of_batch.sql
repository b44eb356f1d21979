select article_id
from core.article
where batch_id = %(batch_id)s
order by article_id
