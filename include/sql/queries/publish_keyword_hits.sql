insert into core.keyword_hit (article_id, topic_key, part, span_start, span_end, surface)
select a.article_id, k.topic, k.part, k.start, k."end", k.surface
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
cross join jsonb_to_recordset(s.keyword_hits) as k (topic text, part text, start int, "end" int, surface text)
where s.batch_id = %(batch_id)s
on conflict do nothing
