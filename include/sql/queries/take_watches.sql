update ops.subscriber
set own_watch_keys = array(select unnest(own_watch_keys) except select unnest(%(watch_keys)s::text[]) order by 1),
    watch_keys = array(select unnest(watch_keys) except select unnest(%(watch_keys)s::text[]) order by 1)
where email = %(email)s
returning subscriber_id, email, watch_keys
