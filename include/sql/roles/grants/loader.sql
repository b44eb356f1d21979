-- rasid_loader runs every stage but delivery: it writes rows and changes no table, role or view. May be run again, by the owner, after each migration.
revoke all on all tables in schema raw, staging, core, ops, mart from rasid_loader;
grant usage on schema raw, staging, core, ops, mart to rasid_loader;
grant select, insert, update, delete on all tables in schema raw, staging, core to rasid_loader;
grant select, insert, update on all tables in schema ops to rasid_loader;
grant select on all tables in schema mart to rasid_loader;
grant execute on all functions in schema core, mart to rasid_loader;
-- A mute that a reader takes back is no history: ./rasid subscribers unmute deletes it.
grant delete on ops.mute to rasid_loader;
revoke insert, update on ops.schema_migration from rasid_loader;
