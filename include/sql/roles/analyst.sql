-- Run by psql as the server's administrator, in the warehouse, after the migrations; may be run again.
-- An analyst reads mart and nothing else, and cannot hold the server for long.
\getenv password ANALYST_PASSWORD

select not exists (select from pg_roles where rolname = 'rasid_analyst') as is_new \gset
\if :is_new
create role rasid_analyst;
\endif
alter role rasid_analyst login password :'password';
alter role rasid_analyst set default_transaction_read_only = on;
alter role rasid_analyst set statement_timeout = '60s';

select current_database() as warehouse \gset
grant connect on database :"warehouse" to rasid_analyst;
grant usage on schema mart to rasid_analyst;
grant select on all tables in schema mart to rasid_analyst;
alter default privileges for role rasid_owner in schema mart grant select on tables to rasid_analyst;
