-- Staging: one batch between detection and publication. Ops: runs, rejections, quality, alerts and their delivery.

create schema if not exists ops;
comment on schema ops is 'Runs, rejections, quality results, alerts and their delivery.';

create table staging.batch (
    batch_id     bigint generated always as identity primary key,
    run_id       text not null,
    state        text not null default 'open' check (state in ('open', 'detected', 'validated', 'held', 'published')),
    created_at   timestamptz not null default now(),
    detected_at  timestamptz,
    validated_at timestamptz,
    published_at timestamptz
);
comment on table staging.batch is 'Articles that move to core together.';
comment on column staging.batch.batch_id is 'Identity.';
comment on column staging.batch.run_id is 'Run that opened it.';
comment on column staging.batch.state is 'open, detected, validated, held (too many failures), published.';
comment on column staging.batch.created_at is 'When extraction wrote it.';
comment on column staging.batch.detected_at is 'When tagging and detection ended.';
comment on column staging.batch.validated_at is 'When it passed validation.';
comment on column staging.batch.published_at is 'When it reached core.';

create table staging.article (
    batch_id             bigint not null references staging.batch on delete cascade,
    article_key          text not null,
    page_id              bigint,
    publisher_key        text not null,
    url                  text not null,
    title                text not null,
    text                 text not null,
    published_at         timestamptz not null,
    published_basis      text not null,
    seen_at              timestamptz not null,
    text_chars           int not null,
    arabic_letter_ratio  real not null,
    replacement_chars    int not null,
    duplicate_paragraphs int not null,
    entity_mentions      jsonb,
    keyword_hits         jsonb,
    contact_mentions     jsonb,
    primary key (batch_id, article_key)
);
comment on table staging.article is 'Extracted articles of a batch with what was found in them.';
comment on column staging.article.batch_id is 'Batch.';
comment on column staging.article.article_key is 'Canonical URL, or given id.';
comment on column staging.article.page_id is 'Archived page; null: given as a file.';
comment on column staging.article.publisher_key is 'Outlet.';
comment on column staging.article.url is 'Link for readers.';
comment on column staging.article.title is 'Headline.';
comment on column staging.article.text is 'Clean text.';
comment on column staging.article.published_at is 'Publication time.';
comment on column staging.article.published_basis is 'feed, page, seen or given.';
comment on column staging.article.seen_at is 'When Rasid saw it first; what "now" is for this article.';
comment on column staging.article.text_chars is 'Length of the text in code points.';
comment on column staging.article.arabic_letter_ratio is 'Share of Arabic letters among the letters of the text.';
comment on column staging.article.replacement_chars is 'Count of U+FFFD in title and text.';
comment on column staging.article.duplicate_paragraphs is 'Paragraphs that repeat an earlier one.';
comment on column staging.article.entity_mentions is 'Array of entity mentions; null: not tagged yet.';
comment on column staging.article.keyword_hits is 'Array of keyword hits; null: not tagged yet.';
comment on column staging.article.contact_mentions is 'Array of contact mentions; null: not searched yet.';

create table ops.run_ledger (
    ledger_id   bigint generated always as identity primary key,
    run_id      text not null,
    stage       text not null,
    batch_id    bigint,
    counts      jsonb not null,
    started_at  timestamptz not null,
    finished_at timestamptz not null default now()
);
create index run_ledger_run on ops.run_ledger (run_id, stage);
comment on table ops.run_ledger is 'What each stage did, written in the transaction of its data: success without a row is no success.';
comment on column ops.run_ledger.ledger_id is 'Identity.';
comment on column ops.run_ledger.run_id is 'Run.';
comment on column ops.run_ledger.stage is 'Stage.';
comment on column ops.run_ledger.batch_id is 'Batch; null: the stage has none.';
comment on column ops.run_ledger.counts is 'Items by outcome.';
comment on column ops.run_ledger.started_at is 'Start.';
comment on column ops.run_ledger.finished_at is 'End.';

create table ops.rejection (
    rejection_id bigint generated always as identity primary key,
    run_id       text not null,
    stage        text not null,
    reason       text not null,
    feed_key     text,
    poll_id      bigint references raw.feed_poll,
    page_id      bigint references raw.page,
    reference    text not null,
    detail       text,
    rejected_at  timestamptz not null default now()
);
create index rejection_run on ops.rejection (run_id);
comment on table ops.rejection is 'Items that a stage could not use, with the reason.';
comment on column ops.rejection.rejection_id is 'Identity.';
comment on column ops.rejection.run_id is 'Run.';
comment on column ops.rejection.stage is 'Stage that rejected it.';
comment on column ops.rejection.reason is 'Closed list in docs/glossary.md.';
comment on column ops.rejection.feed_key is 'Feed; null: not of a feed.';
comment on column ops.rejection.poll_id is 'Poll; null: not of a poll.';
comment on column ops.rejection.page_id is 'Page; null: not of a page.';
comment on column ops.rejection.reference is 'URL or id of the item.';
comment on column ops.rejection.detail is 'Error in words; null: the reason says it all.';
comment on column ops.rejection.rejected_at is 'When.';

create table ops.quarantine (
    quarantine_id bigint generated always as identity primary key,
    batch_id      bigint not null,
    article_key   text not null,
    expectation   text not null,
    why           text not null,
    value         text,
    article       jsonb not null,
    state         text not null default 'held' check (state in ('held', 'released', 'dropped')),
    created_at    timestamptz not null default now(),
    decided_at    timestamptz,
    unique (batch_id, article_key, expectation)
);
comment on table ops.quarantine is 'Articles that failed validation, whole, with the expectation they failed.';
comment on column ops.quarantine.quarantine_id is 'Identity.';
comment on column ops.quarantine.batch_id is 'Batch they came in.';
comment on column ops.quarantine.article_key is 'Article.';
comment on column ops.quarantine.expectation is 'Expectation that failed.';
comment on column ops.quarantine.why is 'Reason of the expectation.';
comment on column ops.quarantine.value is 'Failing value; null: missing.';
comment on column ops.quarantine.article is 'The staging row.';
comment on column ops.quarantine.state is 'held, released or dropped.';
comment on column ops.quarantine.created_at is 'When it was held.';
comment on column ops.quarantine.decided_at is 'When somebody decided; null: waiting.';

create table ops.quality_result (
    result_id        bigint generated always as identity primary key,
    batch_id         bigint not null,
    expectation      text not null,
    column_name      text,
    severity         text not null check (severity in ('block', 'quarantine', 'warn')),
    success          boolean not null,
    element_count    int not null,
    unexpected_count int not null,
    why              text not null,
    checked_at       timestamptz not null default now()
);
create index quality_result_batch on ops.quality_result (batch_id);
comment on table ops.quality_result is 'Results of validation over time.';
comment on column ops.quality_result.result_id is 'Identity.';
comment on column ops.quality_result.batch_id is 'Batch.';
comment on column ops.quality_result.expectation is 'Expectation.';
comment on column ops.quality_result.column_name is 'Column; null: the whole row or table.';
comment on column ops.quality_result.severity is 'block, quarantine or warn.';
comment on column ops.quality_result.success is 'Whether it held.';
comment on column ops.quality_result.element_count is 'Rows looked at.';
comment on column ops.quality_result.unexpected_count is 'Rows that failed.';
comment on column ops.quality_result.why is 'Reason of the expectation.';
comment on column ops.quality_result.checked_at is 'When.';

create table ops.subscriber (
    subscriber_id bigint generated always as identity primary key,
    email         text not null unique,
    name          text not null default '',
    watch_keys    text[] not null,
    is_active     boolean not null default true,
    token         uuid not null default gen_random_uuid(),
    created_at    timestamptz not null default now()
);
comment on table ops.subscriber is 'People who get mail.';
comment on column ops.subscriber.subscriber_id is 'Identity.';
comment on column ops.subscriber.email is 'Address.';
comment on column ops.subscriber.name is 'Name; may be empty.';
comment on column ops.subscriber.watch_keys is 'Watches of watches.yml.';
comment on column ops.subscriber.is_active is 'False: unsubscribed.';
comment on column ops.subscriber.token is 'Opaque token of the unsubscribe link.';
comment on column ops.subscriber.created_at is 'When the row was written.';

create table ops.alert (
    alert_id          bigint generated always as identity primary key,
    contact_id        uuid not null references core.contact,
    transition        text not null check (transition in ('announced', 'held', 'postponed', 'cancelled', 'denied')),
    revision          int not null check (revision >= 1),
    article_key       text not null,
    watch_key         text not null,
    participants      text[] not null,
    starts_on         date,
    ends_on           date,
    place             text,
    is_late           boolean not null default false,
    state             text not null default 'ready' check (state in ('ready', 'suppressed')),
    suppressed_reason text,
    facts             jsonb not null,
    as_of             timestamptz not null,
    created_at        timestamptz not null default now(),
    unique (contact_id, transition, revision),
    check ((state = 'suppressed') = (suppressed_reason is not null))
);
comment on table ops.alert is 'Outbox: one row per transition of a contact, written in the transaction that changes the contact.';
comment on column ops.alert.alert_id is 'Identity.';
comment on column ops.alert.contact_id is 'Contact.';
comment on column ops.alert.transition is 'announced, held, postponed, cancelled or denied.';
comment on column ops.alert.revision is 'Grows when the same transition comes anew: another postponement, a new day.';
comment on column ops.alert.article_key is 'Article that brought the change.';
comment on column ops.alert.watch_key is 'Watch.';
comment on column ops.alert.participants is 'Participants believed at that time.';
comment on column ops.alert.starts_on is 'First day believed at that time.';
comment on column ops.alert.ends_on is 'Last day believed at that time.';
comment on column ops.alert.place is 'Place believed at that time.';
comment on column ops.alert.is_late is 'The contact is older than the freshness window but is the article''s own news.';
comment on column ops.alert.state is 'ready or suppressed.';
comment on column ops.alert.suppressed_reason is 'Why nobody is mailed; null: somebody is.';
comment on column ops.alert.facts is 'What the mail says: evidence, sources, confidence.';
comment on column ops.alert.as_of is 'What "now" was.';
comment on column ops.alert.created_at is 'When the row was written.';

create table ops.delivery (
    delivery_id     bigint generated always as identity primary key,
    alert_id        bigint not null references ops.alert,
    subscriber_id   bigint not null references ops.subscriber,
    state           text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'refused', 'unknown')),
    attempts        int not null default 0,
    next_attempt_at timestamptz not null default '-infinity',
    claimed_at      timestamptz,
    finished_at     timestamptz,
    message_id      text,
    smtp_code       int,
    detail          text,
    unique (alert_id, subscriber_id)
);
create index delivery_due on ops.delivery (next_attempt_at) where state = 'pending';
comment on table ops.delivery is 'One row per alert and recipient.';
comment on column ops.delivery.delivery_id is 'Identity.';
comment on column ops.delivery.alert_id is 'Alert.';
comment on column ops.delivery.subscriber_id is 'Recipient.';
comment on column ops.delivery.state is 'pending, sending, sent, refused, or unknown (connection lost after DATA: a person decides).';
comment on column ops.delivery.attempts is 'Attempts so far.';
comment on column ops.delivery.next_attempt_at is 'Not tried before this time.';
comment on column ops.delivery.claimed_at is 'When a sender claimed it last.';
comment on column ops.delivery.finished_at is 'When it ended; null: not yet.';
comment on column ops.delivery.message_id is 'Message-ID; the same at every attempt.';
comment on column ops.delivery.smtp_code is 'Last SMTP code; null: none came.';
comment on column ops.delivery.detail is 'Last answer or error; null: none.';

create table ops.review (
    review_id  bigint generated always as identity primary key,
    contact_id uuid not null references core.contact,
    state      text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected')),
    decided_by text,
    decided_at timestamptz,
    created_at timestamptz not null default now(),
    unique (contact_id)
);
comment on table ops.review is 'Contacts between the review and the alert threshold, and what people said of them.';
comment on column ops.review.review_id is 'Identity.';
comment on column ops.review.contact_id is 'Contact.';
comment on column ops.review.state is 'waiting, approved or rejected.';
comment on column ops.review.decided_by is 'Who; null: waiting.';
comment on column ops.review.decided_at is 'When; null: waiting.';
comment on column ops.review.created_at is 'When it was queued.';
