-- Reports and notices are delivered as alerts are: one row for each address, sealed before the mail ends. Episodes of degraded coverage.

alter table ops.notice
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind ~ '^[a-z_]+$'),
    add column notice_key text;
create unique index notice_key on ops.notice (kind, notice_key) where notice_key is not null;
comment on column ops.notice.kind is 'What it is; closed list in docs/glossary.md, words in include/messages/notices.yml and reports.yml.';
comment on column ops.notice.notice_key is 'What it is about: the day of a report, the run that failed. One notice of a kind for each; null: each is its own.';
comment on column ops.notice.mailed_at is 'When each of its deliveries had ended; null: waiting.';
comment on table ops.notice is 'What whoever runs Rasid, or reads its reports, must be told by mail, written in the transaction that found it.';

create table ops.notice_delivery (
    notice_delivery_id bigint generated always as identity primary key,
    notice_id          bigint not null references ops.notice,
    email              text not null,
    state              text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'refused', 'unknown')),
    attempts           int not null default 0,
    next_attempt_at    timestamptz not null default '-infinity',
    lease              uuid,
    leased_until       timestamptz,
    claimed_at         timestamptz,
    finished_at        timestamptz,
    message_id         text,
    smtp_code          int,
    detail             text,
    unique (notice_id, email)
);
create index notice_delivery_open on ops.notice_delivery (notice_delivery_id) where state in ('pending', 'sending');
create index notice_delivery_unknown on ops.notice_delivery (finished_at) where state = 'unknown';
comment on table ops.notice_delivery is 'One row per notice and address, with the states of ops.delivery.';
comment on column ops.notice_delivery.notice_delivery_id is 'Identity.';
comment on column ops.notice_delivery.notice_id is 'Notice.';
comment on column ops.notice_delivery.email is 'Address, of RASID_OPS_MAIL or RASID_REPORT_MAIL when it was first to be sent.';
comment on column ops.notice_delivery.state is 'pending, sending, sent, refused, or unknown (connection or sender lost after the text: a person decides).';
comment on column ops.notice_delivery.attempts is 'Attempts so far.';
comment on column ops.notice_delivery.next_attempt_at is 'Not tried before this time.';
comment on column ops.notice_delivery.lease is 'The sender that has reserved it, or had it last; null: none yet.';
comment on column ops.notice_delivery.leased_until is 'Other senders leave it alone until then; null: free.';
comment on column ops.notice_delivery.claimed_at is 'When a sender was about to end the text of the mail; before that nothing can have arrived.';
comment on column ops.notice_delivery.finished_at is 'When it ended; null: not yet.';
comment on column ops.notice_delivery.message_id is 'Message-ID; the same at every attempt.';
comment on column ops.notice_delivery.smtp_code is 'Last SMTP code; null: none came.';
comment on column ops.notice_delivery.detail is 'Last answer or error; null: none.';

create table ops.coverage_episode (
    episode_id   bigint generated always as identity primary key,
    began_at     timestamptz not null,
    ended_at     timestamptz,
    failing      int not null check (failing >= 0),
    feeds        int not null check (feeds > 0),
    most_failing int not null check (most_failing >= failing)
);
create unique index coverage_episode_open on ops.coverage_episode ((true)) where ended_at is null;
comment on table ops.coverage_episode is 'Times in which more than a set share of the feeds failed; at most one is open.';
comment on column ops.coverage_episode.episode_id is 'Identity.';
comment on column ops.coverage_episode.began_at is 'When it was found.';
comment on column ops.coverage_episode.ended_at is 'When the share was down to half of what is allowed; null: it lasts.';
comment on column ops.coverage_episode.failing is 'Feeds that fail, at the last look.';
comment on column ops.coverage_episode.feeds is 'Feeds that are polled, at the last look.';
comment on column ops.coverage_episode.most_failing is 'Most feeds that failed at once.';
