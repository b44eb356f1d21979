select distinct group_id from core.article_copy where article_id = any(%(article_ids)s::bigint[])
