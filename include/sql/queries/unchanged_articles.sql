-- offset 0 keeps each look-up on the key's index: without figures on the table the planner reads all of it.
select v.article_key
from unnest(%(article_keys)s::text[], %(digests)s::text[]) as v (article_key, content_sha256)
cross join lateral (select a.content_sha256 from core.article a where a.article_key = v.article_key offset 0) as known
where known.content_sha256 = v.content_sha256
