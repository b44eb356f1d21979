insert into core.article (article_key, publisher_key, page_id, url, title, text, content_sha256, published_at, published_basis, batch_id)
select article_key, publisher_key, page_id, url, title, text, encode(sha256(convert_to(title || E'\n' || text, 'UTF8')), 'hex'),
       published_at, published_basis, batch_id
from staging.article
where batch_id = %(batch_id)s
on conflict (article_key) do nothing
