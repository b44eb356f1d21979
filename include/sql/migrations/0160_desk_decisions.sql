-- What people decide in the contacts desk. The desk's rights to write it are in roles/grants/desk.sql, which this migration applies.
alter table core.contact_verdict
    drop constraint contact_verdict_via_check,
    add constraint contact_verdict_via_check check (via in ('airflow', 'command', 'desk'));
comment on column core.contact_verdict.via is 'airflow (required actions), command (./rasid review) or desk (the review page of the contacts desk).';
