select distinct a.article_key
from core.article a
join core.contact_mention m using (article_id)
where a.published_at >= %(first)s and a.published_at < %(last)s::date + 1
  and exists (select from core.contact_mention o join core.article b using (article_id)
               where o.contact_id = m.contact_id and (b.published_at < %(first)s or b.published_at >= %(last)s::date + 1))
