with chosen as (
    select distinct batch_id, article_key from ops.quarantine where quarantine_id = any(%(quarantine_ids)s) and state = 'held'
)
update ops.quarantine q
set state = %(state)s, decided_at = now(), decided_by = %(decided_by)s, reason = %(reason)s
from chosen c
where q.batch_id = c.batch_id and q.article_key = c.article_key and q.state = 'held'
returning q.quarantine_id, q.batch_id, q.article_key, q.expectation
