select b.batch_id, b.created_at, b.validated_at, count(a.article_key)::int as articles,
       (select n.facts from ops.notice n where n.kind = 'batch_held' and (n.facts ->> 'batch_id')::bigint = b.batch_id
         order by n.notice_id desc limit 1) as facts
from staging.batch b
left join staging.article a using (batch_id)
where b.state = 'held'
group by b.batch_id
order by b.batch_id
