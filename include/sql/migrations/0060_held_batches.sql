-- Held batches and quarantined articles can be released or dropped; results of the daily audit; news for whoever runs Rasid.

alter table staging.batch
    drop constraint batch_state_check,
    add constraint batch_state_check check (state in ('open', 'detected', 'validated', 'held', 'published', 'dropped')),
    add column suites_sha256 text,
    add column is_waived boolean not null default false;
create index batch_waiting on staging.batch (state, batch_id) where state not in ('published', 'dropped');
comment on column staging.batch.state is 'open, detected, validated, held (too many failures), published, dropped (by an operator).';
comment on column staging.batch.suites_sha256 is 'Hash of the expectations that held it: a run with others looks again; null: not held.';
comment on column staging.batch.is_waived is 'An operator has released it: rows that fail are quarantined one by one, the batch is not held again.';

alter table staging.article add column waived text[] not null default '{}';
comment on column staging.article.waived is 'Expectations that an operator has waived for this article by releasing it.';

alter table ops.quarantine
    add column decided_by text,
    add column reason text not null default '';
create index quarantine_waiting on ops.quarantine (quarantine_id) where state = 'held';
comment on column ops.quarantine.decided_by is 'Who released or dropped it; null: waiting.';
comment on column ops.quarantine.reason is 'Why, in the words of who decided; may be empty.';

alter table ops.quality_result
    alter column batch_id drop not null,
    add column suite text not null default 'articles',
    add column run_id text;
alter table ops.quality_result alter column suite drop default;
create index quality_result_time on ops.quality_result (expectation, checked_at desc);
comment on column ops.quality_result.batch_id is 'Batch; null: the daily audit of the warehouse.';
comment on column ops.quality_result.suite is 'File of include/expectations, without .yml.';
comment on column ops.quality_result.run_id is 'Run; null: before this was kept.';

create table ops.notice (
    notice_id  bigint generated always as identity primary key,
    kind       text not null check (kind in ('batch_held', 'audit_failed')),
    facts      jsonb not null,
    created_at timestamptz not null default now(),
    mailed_at  timestamptz
);
create index notice_waiting on ops.notice (notice_id) where mailed_at is null;
comment on table ops.notice is 'What whoever runs Rasid must be told by mail, written in the transaction that found it.';
comment on column ops.notice.notice_id is 'Identity.';
comment on column ops.notice.kind is 'batch_held or audit_failed.';
comment on column ops.notice.facts is 'Figures and reasons that the mail tells.';
comment on column ops.notice.created_at is 'When it was found.';
comment on column ops.notice.mailed_at is 'When the mail server took it; null: waiting.';

create index article_url on core.article (url) where url <> '';
