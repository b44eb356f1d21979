select article_key, title, text, published_at, publisher_key, url
from core.real_article
where published_at >= %(since)s and published_at < %(until)s and text <> ''
order by published_at, article_key
