with gone as (
    delete from staging.article where batch_id = %(batch_id)s and article_key = %(article_key)s
    returning article_key
)
insert into ops.rejection (run_id, stage, reason, page_id, reference, detail)
select %(run_id)s, 'detect', 'detection_failed', %(page_id)s, article_key, %(detail)s
from gone
