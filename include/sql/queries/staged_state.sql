select s.article_key, b.batch_id, b.state, b.created_at
from staging.article s
join staging.batch b using (batch_id)
where s.article_key = any(%(addresses)s)
order by b.batch_id desc
limit 1
