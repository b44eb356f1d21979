-- rasid_desk is the page of the newsroom: it reads, and writes what people decide there. May be run again, by the owner, after each migration.
revoke all on all tables in schema raw, staging, core, ops, mart from rasid_desk;
grant usage on schema core, ops, mart, raw to rasid_desk;
grant select on all tables in schema core, ops, mart, raw to rasid_desk;
grant execute on all functions in schema core, mart to rasid_desk;
grant insert, update on ops.review, ops.quarantine to rasid_desk;
-- The page behind the unsubscribe links: that a reader has left, when and how, and nothing else of a reader.
grant update (is_active, left_at, left_by) on ops.subscriber to rasid_desk;
