select s.email as channel, count(*)::int as due
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
where d.state = 'pending' and d.next_attempt_at <= now() and a.state = 'ready' and s.is_active and s.is_channel
group by s.email
order by s.email
