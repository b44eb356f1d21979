select a.article_id, a.title, a.text, a.published_at,
       array(select distinct e.part || ' ' || e.kind || ' ' || e.entity_key from core.entity_mention e
              where e.article_id = a.article_id and e.kind in ('person', 'country', 'place', 'organisation')) as entities
from core.article a
where a.publisher_key <> 'canary' and not exists (select from core.article_search s where s.article_id = a.article_id)
order by a.article_id
limit %(most)s
