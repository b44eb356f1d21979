select case
           when a.article_id is null then 'new'
           when b.is_reread then 'reread'
           when a.content_sha256 = s.content_sha256 then 'known'
           else 'revised'
       end as outcome,
       count(*)::int as articles
from staging.article s
join staging.batch b using (batch_id)
left join core.article a on a.article_key = s.article_key
where s.batch_id = %(batch_id)s
group by 1
