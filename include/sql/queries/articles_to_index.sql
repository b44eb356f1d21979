-- A revision keeps the time of the first print, which is in both.
select a.article_id, a.title, a.text, a.published_at,
       array(select distinct e.part || ' ' || e.kind || ' ' || e.entity_key from core.entity_mention e
              where e.article_id = a.article_id and e.kind in ('person', 'country', 'place', 'organisation')) as entities
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
where s.batch_id = %(batch_id)s and (s.search_document is null or s.published_at <> a.published_at) and a.publisher_key <> 'canary'
