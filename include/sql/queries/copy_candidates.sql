select a.article_id, o.article_id as other_id
from core.article a
join core.article_signature own using (article_id)
cross join lateral ( -- offset 0: one by one, by their keys. How many are alike is guessed too high, and all articles would be read.
    select candidate.article_id
    from (
        select article_id from core.article_signature
        where dated_bands && core.bands_nearby(own.dated_bands, a.published_at) and article_id <> a.article_id
        offset 0
    ) as alike
    cross join lateral (
        select c.article_id
        from core.article c
        where c.article_id = alike.article_id
          and c.published_at between a.published_at - make_interval(days => %(days)s) and a.published_at + make_interval(days => %(days)s)
        offset 0
    ) as candidate
    order by candidate.article_id
    limit 200
) as o
where a.article_id = any(%(article_ids)s::bigint[]) and own.dated_bands <> '{}'
order by a.article_id, o.article_id
