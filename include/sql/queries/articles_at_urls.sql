select url, min(article_key) as article_key
from core.article
where url = any(%(urls)s)
group by url
