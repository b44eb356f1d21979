insert into core.article_search (article_id, published_at, document)
select a.article_id, a.published_at, s.search_document
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
where s.batch_id = %(batch_id)s and s.search_document is not null and s.published_at = a.published_at and a.publisher_key <> 'canary'
on conflict (article_id) do update set published_at = excluded.published_at, document = excluded.document
