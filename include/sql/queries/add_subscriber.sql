insert into ops.subscriber (email, watch_keys, own_watch_keys, language, pace, zone, quiet_from, quiet_until)
values (%(email)s, %(watch_keys)s, %(watch_keys)s, %(language)s, %(pace)s, %(zone)s, %(quiet_from)s, %(quiet_until)s)
on conflict (email) do update
set own_watch_keys = array(select distinct unnest(ops.subscriber.own_watch_keys || excluded.own_watch_keys) order by 1),
    watch_keys = array(select distinct unnest(ops.subscriber.watch_keys || excluded.own_watch_keys) order by 1),
    language = coalesce(excluded.language, ops.subscriber.language),
    pace = coalesce(excluded.pace, ops.subscriber.pace),
    zone = coalesce(excluded.zone, ops.subscriber.zone),
    quiet_from = coalesce(excluded.quiet_from, ops.subscriber.quiet_from),
    quiet_until = coalesce(excluded.quiet_until, ops.subscriber.quiet_until),
    token = case when ops.subscriber.is_active then ops.subscriber.token else gen_random_uuid() end,
    is_active = true,
    left_at = null,
    left_by = null
returning subscriber_id, email, watch_keys
