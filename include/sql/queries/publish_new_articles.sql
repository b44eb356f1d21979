insert into core.article (article_key, publisher_key, page_id, url, title, text, content_sha256, published_at, published_basis, batch_id, text_chars)
select article_key, publisher_key, page_id, url, title, text, content_sha256, published_at, published_basis, batch_id, text_chars
from staging.article
where batch_id = %(batch_id)s
on conflict (article_key) do nothing
