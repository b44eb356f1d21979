with listed as (
    select v.email, array_agg(distinct v.watch_key order by v.watch_key) as keys
    from unnest(%(emails)s::text[], %(watch_keys)s::text[]) as v (email, watch_key)
    group by v.email
),
taken_out as (
    update ops.subscriber s
    set file_watch_keys = '{}', watch_keys = s.own_watch_keys
    where s.file_watch_keys <> '{}' and not exists (select from listed l where l.email = s.email)
)
insert into ops.subscriber (email, watch_keys, file_watch_keys)
select l.email, l.keys, l.keys from listed l
on conflict (email) do update
set file_watch_keys = excluded.file_watch_keys,
    watch_keys = array(select distinct unnest(ops.subscriber.own_watch_keys || excluded.file_watch_keys) order by 1)
where ops.subscriber.file_watch_keys is distinct from excluded.file_watch_keys
