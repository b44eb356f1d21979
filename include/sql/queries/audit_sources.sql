with days as (
    select a.publisher_key, (a.first_loaded_at at time zone 'UTC')::date as day, count(*)::int as articles
    from core.article a
    where a.first_loaded_at >= %(day)s::date - 28 and a.first_loaded_at < %(day)s::date + 1
    group by 1, 2
),
history as (
    select p.publisher_key, percentile_cont(0.5) within group (order by coalesce(d.articles, 0)) as usual, count(d.day)::int as days_seen
    from (select distinct publisher_key from days) p
    cross join generate_series(%(day)s::date - 28, %(day)s::date - 1, interval '1 day') as s (day)
    left join days d on d.publisher_key = p.publisher_key and d.day = s.day::date
    group by 1
),
held as (
    select q.article ->> 'publisher_key' as publisher_key, count(distinct q.article_key)::int as articles
    from ops.quarantine q
    where q.created_at >= %(day)s::date and q.created_at < %(day)s::date + 1
    group by 1
)
select coalesce(h.publisher_key, q.publisher_key) as publisher_key, coalesce(d.articles, 0) as articles,
       case when h.usual >= 5 and h.days_seen >= 7 then (coalesce(d.articles, 0) / h.usual)::float8 end as share_of_usual,
       case when coalesce(d.articles, 0) + coalesce(q.articles, 0) >= 5
            then coalesce(q.articles, 0)::float8 / (coalesce(d.articles, 0) + coalesce(q.articles, 0)) end as quarantined_share
from history h
full join held q using (publisher_key)
left join days d on d.publisher_key = coalesce(h.publisher_key, q.publisher_key) and d.day = %(day)s::date
order by 1
