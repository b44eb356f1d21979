-- Run once by psql as the server's administrator, on a new server: the owner of the warehouse and its database.
\getenv password WAREHOUSE_PASSWORD

create role rasid_owner login password :'password';
create database rasid owner rasid_owner;
revoke all on database rasid from public;
