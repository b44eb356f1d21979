update ops.delivery d
set next_attempt_at = ops.quiet_end(%(now)s, w.zone, w.quiet_from, w.quiet_until)
from ops.delivery_wish w
where d.delivery_id = w.delivery_id and d.state = 'pending' and d.next_attempt_at <= %(now)s and coalesce(d.leased_until, '-infinity') <= now()
  and ops.quiet_end(%(now)s, w.zone, w.quiet_from, w.quiet_until) is not null
returning d.delivery_id
