update core.article_copy
set group_id = %(group_id)s
where group_id = any(%(groups)s::bigint[]) and group_id <> %(group_id)s
