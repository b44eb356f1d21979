update ops.delivery d
set next_attempt_at = least(d.next_attempt_at, now()), leased_until = null
from ops.alert a
where d.state = 'pending' and a.alert_id = d.alert_id
  and (d.next_attempt_at > greatest(now(), %(now)s) + interval '25 hours' or d.leased_until > now() + interval '10 minutes'
       or d.next_attempt_at > now() and a.created_at > now() + interval '10 minutes')
returning d.delivery_id
