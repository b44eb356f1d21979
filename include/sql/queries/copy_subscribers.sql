insert into ops.subscriber (email, watch_keys, own_watch_keys, is_active, language, pace, zone, quiet_from, quiet_until)
select v.email, v.watch_keys::text[], v.watch_keys::text[], v.is_active, v.language, v.pace, v.zone, v.quiet_from::time, v.quiet_until::time
from (values %s) as v (email, watch_keys, is_active, language, pace, zone, quiet_from, quiet_until)
on conflict (email) do update
set watch_keys = excluded.watch_keys, language = excluded.language, pace = excluded.pace, zone = excluded.zone,
    quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
