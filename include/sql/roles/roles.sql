-- Run by psql as the server's administrator, in the warehouse, after the migrations; may be run again.
-- Each role gets the password of its variable; what it may do is in grants/, which migrations apply, too.
\getenv loader_password LOADER_PASSWORD
\getenv sender_password SENDER_PASSWORD
\getenv desk_password DESK_PASSWORD
\getenv analyst_password ANALYST_PASSWORD

select format('create role %I', name) from unnest(array['rasid_loader', 'rasid_sender', 'rasid_desk', 'rasid_analyst']) as name
where not exists (select from pg_roles where rolname = name) \gexec
alter role rasid_loader login password :'loader_password';
alter role rasid_sender login password :'sender_password';
alter role rasid_desk login password :'desk_password';
alter role rasid_analyst login password :'analyst_password';
\ir limits.sql
\ir grants/loader.sql
\ir grants/sender.sql
\ir grants/desk.sql
\ir grants/analyst.sql
alter default privileges for role rasid_owner in schema mart grant select on tables to rasid_analyst, rasid_desk;
