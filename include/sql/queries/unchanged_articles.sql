select a.article_key
from core.article a
join (values %s) as v (article_key, content_sha256) on v.article_key = a.article_key and v.content_sha256 = a.content_sha256
