select article_key, page_id, publisher_key, url, published_at, seen_at, text_chars, waived, case when facts_of = %(facts_of)s then facts end as facts
from staging.article
where batch_id = %(batch_id)s
order by article_key
