-- rasid_sender empties the outbox: it reads alerts and readers, and writes what became of each mail. May be run again, by the owner, after each migration.
revoke all on all tables in schema raw, staging, core, ops, mart from rasid_sender;
grant usage on schema core, ops to rasid_sender;
grant select on core.article, core.contact, core.contact_mention, core.publisher to rasid_sender;
grant select on all tables in schema ops to rasid_sender;
grant insert on ops.run_ledger to rasid_sender;
-- Readers' wishes belong to delivery; tables that this version does not have are passed over.
do $$
declare
    name text;
begin
    for name in select tablename from pg_tables where schemaname = 'ops' and tablename in ('delivery', 'subscriber', 'mute', 'watch', 'digest', 'notice', 'notice_delivery', 'bounce')
    loop
        execute format('grant insert, update on ops.%I to rasid_sender', name);
    end loop;
end
$$;
