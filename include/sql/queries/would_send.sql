select s.email, a.contact_id::text as contact_id, a.transition, a.revision, a.facts, w.language, w.pace, w.zone,
       case when d.state = 'refused' then d.detail end as refusal,
       case w.pace when 'digest' then ops.next_digest(a.as_of, w.zone, w.digest_at)
                   else coalesce(ops.quiet_end(a.as_of, w.zone, w.quiet_from, w.quiet_until), a.as_of) end as leaves_at
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
join ops.delivery_wish w using (delivery_id)
order by leaves_at, s.email, d.delivery_id
