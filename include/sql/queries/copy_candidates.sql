with alike as materialized (
    select article_id from core.article_signature where dated_bands && %(bands)s::bigint[] and article_id <> %(article_id)s
)
select o.article_id, o.text, (select c.group_id from core.article_copy c where c.article_id = o.article_id) as group_id
from core.article a
cross join alike
cross join lateral ( -- offset 0: one by one, by their keys. How many are alike is guessed too high, and all articles would be read.
    select article_id, text
    from core.article
    where article_id = alike.article_id and published_at between a.published_at - make_interval(days => %(days)s) and a.published_at + make_interval(days => %(days)s)
    offset 0
) as o
where a.article_id = %(article_id)s
order by o.article_id
limit 200
