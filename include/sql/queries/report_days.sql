select s.day::date as day,
       (select count(*) from mart.articles a join core.article c using (article_id)
         where c.first_loaded_at >= s.day and c.first_loaded_at < s.day + interval '1 day')::int as articles,
       (select count(*) from mart.alerts a where a.state = 'ready' and a.created_at >= s.day and a.created_at < s.day + interval '1 day')::int as alerts
from generate_series(%(until)s::timestamptz - interval '7 days', %(until)s::timestamptz - interval '1 day', interval '1 day') as s (day)
order by s.day
