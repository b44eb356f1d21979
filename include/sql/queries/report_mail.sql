with told as (
    select alert_id, state from mart.alerts where created_at >= %(since)s and created_at < %(until)s
)
select (select count(*) from told where state = 'ready')::int as alerts, (select count(*) from told where state = 'suppressed')::int as suppressed,
       count(*) filter (where d.state = 'sent')::int as sent, count(*) filter (where d.state = 'refused')::int as refused,
       count(*) filter (where d.state = 'unknown')::int as unknown, count(*) filter (where d.state in ('pending', 'sending'))::int as pending
from told t
join ops.delivery d using (alert_id)
