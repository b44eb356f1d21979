-- The canary: a synthetic article a day with a watch of its own. What is filed under the publisher, feed or watch "canary" is synthetic; analysts never see it.

create table ops.canary (
    day         date primary key,
    article_key text not null unique,
    planted_at  timestamptz not null default now()
);
comment on table ops.canary is 'Synthetic articles that were sent on their way, to see whether and when their alert arrives.';
comment on column ops.canary.day is 'UTC day for which it was planted.';
comment on column ops.canary.article_key is 'Key of the article: its address, which nobody serves.';
comment on column ops.canary.planted_at is 'When it was put into the archive.';

-- One view for each table that marts read, without what is synthetic; then the marts on these views.
do $$
declare
    source record;
    mart record;
    made text;
begin
    for source in
        select * from (values ('core', 'article', 'publisher_key'), ('core', 'contact', 'watch_key'), ('core', 'publisher', 'publisher_key'),
                              ('ops', 'alert', 'watch_key'), ('raw', 'feed', 'feed_key'), ('raw', 'feed_entry', 'feed_key'),
                              ('raw', 'feed_poll', 'feed_key')) as s (home, name, key)
    loop
        execute format('create view %1$I.real_%2$s as select * from %1$I.%2$I where %3$I <> ''canary''', source.home, source.name, source.key);
        execute format('comment on view %I.real_%s is %L', source.home, source.name,
                       format('Rows of %s.%s that are not synthetic; what marts read.', source.home, source.name));
        for made in
            select format('comment on column %I.real_%s.%I is %L', source.home, source.name, a.attname, col_description(a.attrelid, a.attnum))
            from pg_attribute a
            where a.attrelid = format('%I.%I', source.home, source.name)::regclass and a.attnum > 0 and not a.attisdropped
        loop
            execute made;
        end loop;
    end loop;
    for mart in
        select c.oid::regclass::text as name, pg_get_viewdef(c.oid) as body
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'mart' and c.relkind = 'v'
    loop
        -- A table that has no alias keeps its name as one.
        made := regexp_replace(mart.body, '\m(core|ops|raw)\.(article|contact|publisher|alert|feed|feed_entry|feed_poll)\M(?=\s*(;|\n|\)|$|where|group))',
                               '\1.real_\2 \2', 'gi');
        made := regexp_replace(made, '\m(core|ops|raw)\.(article|contact|publisher|alert|feed|feed_entry|feed_poll)\M', '\1.real_\2', 'g');
        if made <> mart.body then
            execute format('create or replace view %s as %s', mart.name, made);
        end if;
    end loop;
    execute regexp_replace(pg_get_functiondef('mart.contacts_as_of(timestamptz,timestamptz)'::regprocedure), 'core\.contact c', 'core.real_contact c');
end
$$;
