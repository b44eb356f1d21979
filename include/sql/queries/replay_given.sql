select article_key, title, text, published_at, publisher_key, url, text_expired_at is not null as is_expired
from core.article
where page_id is null and published_at >= %(first)s and published_at < %(last)s::date + 1
order by article_id
