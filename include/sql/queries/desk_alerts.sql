select a.alert_id, a.contact_id, a.transition, a.state, a.suppressed_reason, a.is_late, a.is_taken_back, a.created_at, a.participants, a.starts_on, a.ends_on, a.place,
       (select count(*) from ops.delivery d where d.alert_id = a.alert_id and d.state = 'sent')::int as sent
from ops.real_alert a
where (%(contact_id)s::uuid is null or a.contact_id = %(contact_id)s::uuid)
order by a.alert_id desc
limit %(most)s
