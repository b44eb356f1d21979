select s.email, d.state, d.attempts, d.smtp_code, d.detail, d.finished_at, d.next_attempt_at
from ops.delivery d
join ops.subscriber s using (subscriber_id)
where d.alert_id = %(alert_id)s
order by s.email
