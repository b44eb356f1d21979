select d.delivery_id, s.email, a.contact_id::text as contact_id, a.transition, a.revision, a.facts, d.claimed_at, d.finished_at, d.message_id, d.detail
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
where d.state = 'unknown'
order by d.delivery_id
