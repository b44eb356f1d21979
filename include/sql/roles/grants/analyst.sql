-- rasid_analyst reads mart and nothing else. May be run again, by the owner, after each migration.
revoke all on all tables in schema raw, staging, core, ops, mart from rasid_analyst;
revoke all on all functions in schema raw, staging, core, ops, mart from rasid_analyst;
grant usage on schema mart to rasid_analyst;
grant select on all tables in schema mart to rasid_analyst;
grant execute on all functions in schema mart to rasid_analyst;
