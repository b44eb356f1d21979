insert into ops.delivery (alert_id, subscriber_id)
select distinct c.alert_id, d.subscriber_id
from ops.correction c
join ops.delivery d on d.alert_id = c.wrong_alert_id and d.state = 'sent'
on conflict (alert_id, subscriber_id) do nothing
