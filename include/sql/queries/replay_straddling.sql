with chosen as (
    select article_id, article_key from core.article where article_key = any(%(keys)s::text[])
)
select distinct c.article_key
from chosen c
join core.contact_mention m using (article_id)
where exists (select from core.contact_mention o
               where o.contact_id = m.contact_id and not exists (select from chosen i where i.article_id = o.article_id))
