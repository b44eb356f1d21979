insert into core.entity_mention (article_id, part, span_start, span_end, kind, entity_key, surface, refers_to, confidence)
select a.article_id, m.part, m.start, m."end", m.kind, m.key, m.surface,
       coalesce(m.refers_to, '{}'), coalesce(m.confidence, 1)
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
cross join jsonb_to_recordset(s.entity_mentions) as m (key text, kind text, part text, start int, "end" int, surface text, refers_to text[], confidence real)
where s.batch_id = %(batch_id)s
on conflict do nothing
