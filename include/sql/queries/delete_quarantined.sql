delete from staging.article s
using ops.quarantine q
where s.batch_id = %(batch_id)s and q.batch_id = s.batch_id and q.article_key = s.article_key and q.state = 'held'
