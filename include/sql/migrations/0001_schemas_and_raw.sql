-- Schemas, and raw: what was polled and fetched, before anything was understood.

create extension if not exists pg_trgm;

create schema raw;
create schema staging;
create schema core;
create schema mart;
comment on schema raw is 'What was polled and fetched, before anything was understood.';
comment on schema staging is 'Batches between detection and publication.';
comment on schema core is 'Validated articles, what is named in them, and contacts.';
comment on schema mart is 'Views and functions for analysts.';

create table raw.feed (
    feed_key       text primary key,
    publisher_key  text not null,
    url            text not null,
    poll_interval  interval not null default interval '30 minutes',
    next_due_at    timestamptz not null default '-infinity',
    etag           text,
    last_modified  text,
    body_sha256    text,
    last_polled_at timestamptz,
    last_ok_at     timestamptz,
    failures       int not null default 0
);
comment on table raw.feed is 'State of each configured feed. Validators commit together with the entries of the body they belong to.';
comment on column raw.feed.feed_key is 'Key of the feed in feeds.yml.';
comment on column raw.feed.publisher_key is 'Publisher in feeds.yml.';
comment on column raw.feed.url is 'Address that is polled.';
comment on column raw.feed.poll_interval is 'Current interval: shortened by a coverage gap, lengthened by failures.';
comment on column raw.feed.next_due_at is 'The feed is not polled before this time.';
comment on column raw.feed.etag is 'ETag of the last body that was stored; null: none given.';
comment on column raw.feed.last_modified is 'Last-Modified of the last body that was stored; null: none given.';
comment on column raw.feed.body_sha256 is 'SHA-256 of the last body that was stored, hex.';
comment on column raw.feed.last_polled_at is 'Last attempt, successful or not.';
comment on column raw.feed.last_ok_at is 'Last poll that gave a feed or 304.';
comment on column raw.feed.failures is 'Failed polls in a row.';

create table raw.feed_poll (
    poll_id          bigint generated always as identity primary key,
    run_id           text not null,
    feed_key         text not null references raw.feed,
    polled_at        timestamptz not null,
    outcome          text not null,
    http_status      int,
    body_sha256      text,
    archive_uri      text,
    entries_seen     int not null default 0,
    entries_new      int not null default 0,
    entries_known    int not null default 0,
    entries_rejected int not null default 0,
    is_coverage_gap  boolean not null default false,
    duration_ms      int not null,
    detail           text,
    check (entries_seen = entries_new + entries_known + entries_rejected)
);
create index feed_poll_feed on raw.feed_poll (feed_key, polled_at desc);
create index feed_poll_run on raw.feed_poll (run_id);
comment on table raw.feed_poll is 'One row per poll of a feed; entries seen = new + known + rejected holds for each.';
comment on column raw.feed_poll.poll_id is 'Identity.';
comment on column raw.feed_poll.run_id is 'Run that polled.';
comment on column raw.feed_poll.feed_key is 'Feed.';
comment on column raw.feed_poll.polled_at is 'When the poll began.';
comment on column raw.feed_poll.outcome is 'ok, not_modified, unchanged, or the reason of failure; closed list in docs/glossary.md.';
comment on column raw.feed_poll.http_status is 'HTTP status; null: no answer.';
comment on column raw.feed_poll.body_sha256 is 'SHA-256 of the body, hex; null: no body.';
comment on column raw.feed_poll.archive_uri is 'Where the body is archived; null: no body.';
comment on column raw.feed_poll.entries_seen is 'Items in the feed.';
comment on column raw.feed_poll.entries_new is 'Items never seen in this feed before.';
comment on column raw.feed_poll.entries_known is 'Items already stored, or listed twice in this body.';
comment on column raw.feed_poll.entries_rejected is 'Items that cannot be used; each has a row in ops.rejection.';
comment on column raw.feed_poll.is_coverage_gap is 'No item was known although the feed had items before: some may have been missed in between.';
comment on column raw.feed_poll.duration_ms is 'From request to the last byte, milliseconds.';
comment on column raw.feed_poll.detail is 'Error in words; null: none.';

create table raw.feed_entry (
    entry_id      bigint generated always as identity primary key,
    feed_key      text not null references raw.feed,
    poll_id       bigint not null references raw.feed_poll,
    identity      text not null,
    url           text not null,
    canonical_url text not null,
    title         text not null,
    summary       text not null,
    published_at  timestamptz,
    first_seen_at timestamptz not null,
    unique (feed_key, identity)
);
create index feed_entry_canonical_url on raw.feed_entry (canonical_url);
comment on table raw.feed_entry is 'One row per item of a feed, as first seen.';
comment on column raw.feed_entry.entry_id is 'Identity.';
comment on column raw.feed_entry.feed_key is 'Feed.';
comment on column raw.feed_entry.poll_id is 'Poll that saw it first.';
comment on column raw.feed_entry.identity is 'The id the feed gives, else the canonical URL.';
comment on column raw.feed_entry.url is 'Link as given.';
comment on column raw.feed_entry.canonical_url is 'Link without tracking parameters, fragment and spelling differences.';
comment on column raw.feed_entry.title is 'Headline, cleaned of markup and control characters.';
comment on column raw.feed_entry.summary is 'Summary as plain text; may be empty.';
comment on column raw.feed_entry.published_at is 'Publication time that the feed gives; null: none.';
comment on column raw.feed_entry.first_seen_at is 'When Rasid saw it first.';

create table raw.page (
    page_id         bigint generated always as identity primary key,
    canonical_url   text not null unique,
    entry_id        bigint not null references raw.feed_entry,
    url             text not null,
    state           text not null default 'pending' check (state in ('pending', 'fetched', 'failed')),
    outcome         text,
    http_status     int,
    final_url       text,
    media_type      text,
    charset         text,
    body_sha256     text,
    archive_uri     text,
    attempts        int not null default 0,
    next_attempt_at timestamptz not null default '-infinity',
    fetched_at      timestamptz,
    duration_ms     int,
    extracted_at    timestamptz,
    extract_outcome text,
    check (state <> 'fetched' or (body_sha256 is not null and archive_uri is not null))
);
create index page_to_fetch on raw.page (next_attempt_at) where state = 'pending';
create index page_to_extract on raw.page (page_id) where state = 'fetched' and extracted_at is null;
comment on table raw.page is 'One row per article page, from the first feed entry that named it to its archived body.';
comment on column raw.page.page_id is 'Identity.';
comment on column raw.page.canonical_url is 'Canonical URL; two feeds that name the same page share the row.';
comment on column raw.page.entry_id is 'First feed entry that named it.';
comment on column raw.page.url is 'Address to fetch.';
comment on column raw.page.state is 'pending, fetched, or failed for good.';
comment on column raw.page.outcome is 'Outcome of the last attempt; closed list in docs/glossary.md; null: not tried yet.';
comment on column raw.page.http_status is 'HTTP status of the last attempt; null: no answer.';
comment on column raw.page.final_url is 'Address after redirects.';
comment on column raw.page.media_type is 'Media type without parameters.';
comment on column raw.page.charset is 'Charset that the response declares; null: none.';
comment on column raw.page.body_sha256 is 'SHA-256 of the body, hex.';
comment on column raw.page.archive_uri is 'Where the body is archived.';
comment on column raw.page.attempts is 'Attempts so far.';
comment on column raw.page.next_attempt_at is 'Not fetched before this time.';
comment on column raw.page.fetched_at is 'When the body came.';
comment on column raw.page.duration_ms is 'Duration of the last attempt, milliseconds.';
comment on column raw.page.extracted_at is 'When extraction ended; null: to do.';
comment on column raw.page.extract_outcome is 'extracted, or why there is no article; closed list in docs/glossary.md.';
