select o.article_id, o.text, c.group_id
from core.article a
join core.article o on o.article_id <> a.article_id
                   and o.published_at between a.published_at - interval '7 days' and a.published_at + interval '7 days'
join core.article_signature s on s.article_id = o.article_id
left join core.article_copy c on c.article_id = o.article_id
where a.article_id = %(article_id)s and s.bands && %(bands)s::bigint[]
order by o.article_id
limit 200
