insert into core.article_search (article_id, published_at, document)
select v.article_id, v.published_at, array_to_tsvector(v.lexemes)
from (values %s) as v (article_id, published_at, lexemes)
on conflict (article_id) do update set published_at = excluded.published_at, document = excluded.document
