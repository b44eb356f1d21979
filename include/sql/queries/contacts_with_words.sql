select distinct m.contact_id::text as contact_id
from core.contact_mention m
join core.article a using (article_id)
join unnest(%(article_keys)s::text[], %(evidences)s::text[], %(published)s::timestamptz[]) as w (article_key, evidence, published_at)
  on m.evidence = w.evidence and (a.article_key = w.article_key or a.published_at between w.published_at - interval '3 days' and w.published_at + interval '3 days')
where m.watch_key = %(watch_key)s and m.contact_id is not null
order by 1
