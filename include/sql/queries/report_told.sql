select a.alert_id, a.transition, a.facts
from mart.alerts m
join ops.alert a using (alert_id)
where a.state = 'ready' and not a.is_taken_back and a.created_at >= %(since)s and a.created_at < %(until)s
order by a.alert_id desc
limit %(most)s
