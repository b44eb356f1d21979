insert into ops.subscriber (email, watch_keys)
select v.email, array[v.watch_key] from (values %s) as v (email, watch_key)
on conflict (email) do update
set watch_keys = array(select distinct unnest(ops.subscriber.watch_keys || excluded.watch_keys) order by 1)
where not excluded.watch_keys <@ ops.subscriber.watch_keys
