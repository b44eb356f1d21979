select min(q.quarantine_id) as quarantine_id, q.batch_id, q.article_key, q.article ->> 'publisher_key' as publisher_key,
       q.article ->> 'title' as title, min(q.created_at) as created_at,
       array_agg(q.expectation order by q.quarantine_id) as expectations, array_agg(q.value order by q.quarantine_id) as failing_values
from ops.quarantine q
where q.state = 'held'
group by q.batch_id, q.article_key, q.article ->> 'publisher_key', q.article ->> 'title'
order by 1
