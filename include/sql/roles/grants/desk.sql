-- rasid_desk is the page of the newsroom: it reads, and writes what people decide there. May be run again, by the owner, after each migration.
revoke all on all tables in schema raw, staging, core, ops, mart from rasid_desk;
grant usage on schema core, ops, mart, raw to rasid_desk;
grant select on all tables in schema core, ops, mart, raw to rasid_desk;
grant execute on all functions in schema core, mart to rasid_desk;
grant insert, update on ops.review, ops.quarantine to rasid_desk;
-- The page behind the unsubscribe links: that a reader has left, when and how, and nothing else of a reader.
grant update (is_active, left_at, left_by) on ops.subscriber to rasid_desk;
-- What operators decide there: answers, merges and splits are kept, and what follows from them for contacts, alerts and their deliveries.
grant insert on core.contact_verdict, core.contact_verdict_mention, core.contact_decision, core.contact_decision_mention to rasid_desk;
grant update (other_id) on core.contact_decision to rasid_desk;
grant insert, update on core.contact to rasid_desk;
grant insert on core.contact_revision to rasid_desk;
grant insert, delete on core.contact_reach to rasid_desk;
grant update (contact_id, is_resolved) on core.contact_mention to rasid_desk;
grant insert, update (state, suppressed_reason, is_taken_back) on ops.alert to rasid_desk;
grant insert, update (state, finished_at, detail) on ops.delivery to rasid_desk;
grant insert on ops.correction, ops.run_ledger, ops.mute to rasid_desk;
