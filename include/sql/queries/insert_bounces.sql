insert into ops.bounce (message_id, subscriber_id, kind, status, diagnostic)
select distinct on (v.message_id) v.message_id, d.subscriber_id, v.kind, v.status, v.diagnostic
from (values %s) as v (message_id, kind, status, diagnostic)
join ops.delivery d on d.message_id = v.message_id and d.state in ('sent', 'unknown')
order by v.message_id, v.kind
on conflict (message_id, subscriber_id) do update
set kind = excluded.kind, status = excluded.status, diagnostic = excluded.diagnostic, bounced_at = now()
where ops.bounce.kind = 'soft' and excluded.kind = 'hard'
returning message_id, kind
