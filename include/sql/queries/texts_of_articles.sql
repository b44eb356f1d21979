select article_id, text from core.article where article_id = any(%(article_ids)s::bigint[])
