select c.planted_at, c.day,
       (select min(d.finished_at) from ops.alert a join ops.delivery d using (alert_id)
         where a.article_key = c.article_key and d.state = 'sent') as arrived_at
from ops.canary c
where c.planted_at >= %(since)s and c.planted_at < %(until)s
order by c.planted_at
