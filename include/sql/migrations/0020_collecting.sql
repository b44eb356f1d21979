-- Collecting without loss: how often a feed is asked, what is to be looked at, edited entries, every body of a page, copies of one story.

alter table raw.feed
    add column validators_lie      boolean not null default false,
    add column not_modified_in_row int not null default 0,
    add column known_share         real check (known_share between 0 and 1),
    add column asked_interval      interval,
    add column skip_hours          int[] not null default '{}',
    add column skip_days           int[] not null default '{}';
comment on column raw.feed.poll_interval is 'Current interval: shorter while few entries of a poll are known, else that of feeds.yml.';
comment on column raw.feed.next_due_at is 'The feed is not polled before this time: its interval, what it and its server ask for, and jitter.';
comment on column raw.feed.validators_lie is 'Its server gave the validators of an earlier body to one with new entries: it is asked without them.';
comment on column raw.feed.not_modified_in_row is '304 answers since the last body; after some the feed is asked for a body in any case.';
comment on column raw.feed.known_share is 'Share of known entries in the last poll that listed any after the first; null: none yet.';
comment on column raw.feed.asked_interval is 'Interval that the feed asks for (ttl, sy:updatePeriod); null: none.';
comment on column raw.feed.skip_hours is 'UTC hours in which the feed asks not to be polled (skipHours).';
comment on column raw.feed.skip_days is 'Weekdays on which the feed asks not to be polled (skipDays); Monday is 0.';

alter table raw.feed_poll
    add column entries_edited int not null default 0,
    add column moved_to       text,
    add check (entries_edited <= entries_known);
comment on column raw.feed_poll.entries_edited is 'Known items that the feed now lists with another title, summary, address or time.';
comment on column raw.feed_poll.moved_to is 'Where the feed said it has moved for good; null: it has not.';

create table raw.coverage_gap (
    poll_id     bigint primary key references raw.feed_poll,
    feed_key    text not null references raw.feed,
    since       timestamptz not null,
    until       timestamptz not null,
    entries_new int not null check (entries_new > 0),
    check (until >= since)
);
create index coverage_gap_feed on raw.coverage_gap (feed_key, until desc);
comment on table raw.coverage_gap is 'Polls in which no entry was known although the feed had entries before: some may have come and gone in between.';
comment on column raw.coverage_gap.poll_id is 'Poll that knew nothing.';
comment on column raw.coverage_gap.feed_key is 'Feed.';
comment on column raw.coverage_gap.since is 'Last poll before it that gave a feed.';
comment on column raw.coverage_gap.until is 'Time of the poll.';
comment on column raw.coverage_gap.entries_new is 'Entries that the poll listed.';
insert into raw.coverage_gap (poll_id, feed_key, since, until, entries_new)
select p.poll_id, p.feed_key,
       coalesce((select max(q.polled_at) from raw.feed_poll q
                 where q.feed_key = p.feed_key and q.poll_id < p.poll_id and q.outcome in ('ok', 'not_modified', 'unchanged')), p.polled_at),
       p.polled_at, p.entries_new
from raw.feed_poll p
where p.is_coverage_gap;

create table raw.feed_notice (
    notice_id      bigint generated always as identity primary key,
    feed_key       text not null references raw.feed,
    kind           text not null check (kind in ('moved', 'gone', 'silent', 'fewer', 'validators_lie')),
    detail         text not null,
    first_noted_at timestamptz not null,
    last_noted_at  timestamptz not null,
    times          int not null default 1,
    ended_at       timestamptz
);
create unique index feed_notice_open on raw.feed_notice (feed_key, kind) where ended_at is null;
comment on table raw.feed_notice is 'What a person should look at: a feed that moved, is gone, fell silent, lists far fewer entries, or whose validators lie. Nothing is changed because of it.';
comment on column raw.feed_notice.notice_id is 'Identity.';
comment on column raw.feed_notice.feed_key is 'Feed.';
comment on column raw.feed_notice.kind is 'moved, gone, silent, fewer or validators_lie.';
comment on column raw.feed_notice.detail is 'The new address, or the figures behind it.';
comment on column raw.feed_notice.first_noted_at is 'First time.';
comment on column raw.feed_notice.last_noted_at is 'Last time.';
comment on column raw.feed_notice.times is 'How often so far.';
comment on column raw.feed_notice.ended_at is 'When it was over; null: it still holds.';

alter table raw.feed_entry add column listing_sha256 text;
create index feed_entry_time on raw.feed_entry (feed_key, published_at);
create index feed_entry_seen on raw.feed_entry (feed_key, first_seen_at);
comment on column raw.feed_entry.listing_sha256 is 'SHA-256 of title, summary, address and times as last listed, hex; null: listed before this was kept.';

create table raw.entry_edit (
    edit_id      bigint generated always as identity primary key,
    entry_id     bigint not null references raw.feed_entry on delete cascade,
    poll_id      bigint not null references raw.feed_poll,
    url          text not null,
    title        text not null,
    summary      text not null,
    published_at timestamptz,
    seen_at      timestamptz not null
);
create index entry_edit_entry on raw.entry_edit (entry_id, edit_id);
comment on table raw.entry_edit is 'One row per change of an entry''s listing; its page is then fetched again.';
comment on column raw.entry_edit.edit_id is 'Identity.';
comment on column raw.entry_edit.entry_id is 'Entry.';
comment on column raw.entry_edit.poll_id is 'Poll that saw the change.';
comment on column raw.entry_edit.url is 'Link as given now.';
comment on column raw.entry_edit.title is 'Headline now.';
comment on column raw.entry_edit.summary is 'Summary now.';
comment on column raw.entry_edit.published_at is 'Publication time now; null: none given.';
comment on column raw.entry_edit.seen_at is 'When Rasid saw the change.';

alter table raw.page
    add column etag           text,
    add column last_modified  text,
    add column revisits       int not null default 0,
    add column revisit_at     timestamptz,
    add column revisit_outcome text,
    add column page_dated_at  timestamptz;
create index page_to_revisit on raw.page (revisit_at) where state = 'fetched' and revisit_at is not null;
comment on column raw.page.etag is 'ETag of the archived body; null: none given.';
comment on column raw.page.last_modified is 'Last-Modified of the archived body; null: none given.';
comment on column raw.page.revisits is 'How often it was fetched again after its first body.';
comment on column raw.page.revisit_at is 'When it is to be fetched again; null: not any more.';
comment on column raw.page.revisit_outcome is 'Outcome of the last time it was fetched again; null: never was.';
comment on column raw.page.page_dated_at is 'Publication time that the page itself gives, beside the feed''s; noon UTC where it gives only the day; null: none found.';

create table raw.page_body (
    page_id     bigint not null references raw.page on delete cascade,
    body_sha256 text not null,
    archive_uri text not null,
    final_url   text not null,
    media_type  text not null default '',
    charset     text,
    fetched_at  timestamptz not null,
    primary key (page_id, body_sha256)
);
comment on table raw.page_body is 'Every body that was fetched from a page; raw.page has the last one.';
comment on column raw.page_body.page_id is 'Page.';
comment on column raw.page_body.body_sha256 is 'SHA-256 of the body, hex.';
comment on column raw.page_body.archive_uri is 'Where the body is archived.';
comment on column raw.page_body.final_url is 'Address after redirects.';
comment on column raw.page_body.media_type is 'Media type without parameters; may be empty.';
comment on column raw.page_body.charset is 'Charset that the response declared; null: none.';
comment on column raw.page_body.fetched_at is 'When this body came first.';
insert into raw.page_body (page_id, body_sha256, archive_uri, final_url, media_type, charset, fetched_at)
select page_id, body_sha256, archive_uri, coalesce(final_url, url), coalesce(media_type, ''), charset, coalesce(fetched_at, now())
from raw.page
where state = 'fetched';

create table core.article_signature (
    article_id bigint primary key references core.article on delete cascade,
    revision   int not null,
    bands      bigint[] not null
);
create index article_signature_bands on core.article_signature using gin (bands);
comment on table core.article_signature is 'MinHash bands of each text: two articles that share one may be copies.';
comment on column core.article_signature.article_id is 'Article.';
comment on column core.article_signature.revision is 'Revision that was signed.';
comment on column core.article_signature.bands is 'Hashes of the bands; empty: too short to tell.';

create table core.article_copy (
    article_id bigint primary key references core.article on delete cascade,
    group_id   bigint not null,
    likeness   real not null check (likeness between 0 and 1)
);
create index article_copy_group on core.article_copy (group_id);
comment on table core.article_copy is 'Articles that print one text, such as a wire story: the group is stored, the copies stay.';
comment on column core.article_copy.article_id is 'Article.';
comment on column core.article_copy.group_id is 'Group: the article_id of its first member.';
comment on column core.article_copy.likeness is 'Share of word triples in common with the member it is most like: of both texts, or of the shorter one.';

create view mart.article_copies as
select c.group_id, a.article_key, a.publisher_key, a.url, a.title, a.published_at, c.likeness
from core.article_copy c join core.article a using (article_id);
comment on view mart.article_copies is 'Articles that print one text, by group.';
comment on column mart.article_copies.group_id is 'Group.';
comment on column mart.article_copies.article_key is 'Article.';
comment on column mart.article_copies.publisher_key is 'Outlet.';
comment on column mart.article_copies.url is 'Link.';
comment on column mart.article_copies.title is 'Headline.';
comment on column mart.article_copies.published_at is 'Publication time.';
comment on column mart.article_copies.likeness is 'Share of word triples in common with the member it is most like.';

create view mart.feed_notices as
select n.feed_key, f.publisher_key, f.url, n.kind, n.detail, n.first_noted_at, n.last_noted_at, n.times, n.ended_at
from raw.feed_notice n join raw.feed f using (feed_key);
comment on view mart.feed_notices is 'What a person should look at in the feeds, open and past.';
comment on column mart.feed_notices.feed_key is 'Feed.';
comment on column mart.feed_notices.publisher_key is 'Outlet.';
comment on column mart.feed_notices.url is 'Address that is polled.';
comment on column mart.feed_notices.kind is 'moved, gone, silent, fewer or validators_lie.';
comment on column mart.feed_notices.detail is 'The new address, or the figures behind it.';
comment on column mart.feed_notices.first_noted_at is 'First time.';
comment on column mart.feed_notices.last_noted_at is 'Last time.';
comment on column mart.feed_notices.times is 'How often so far.';
comment on column mart.feed_notices.ended_at is 'When it was over; null: it still holds.';

create view mart.coverage_gaps as
select g.feed_key, f.publisher_key, g.since, g.until, g.entries_new
from raw.coverage_gap g join raw.feed f using (feed_key);
comment on view mart.coverage_gaps is 'Times in which entries of a feed may have been missed.';
comment on column mart.coverage_gaps.feed_key is 'Feed.';
comment on column mart.coverage_gaps.publisher_key is 'Outlet.';
comment on column mart.coverage_gaps.since is 'Last poll before that gave a feed.';
comment on column mart.coverage_gaps.until is 'Poll that knew nothing.';
comment on column mart.coverage_gaps.entries_new is 'Entries that the poll listed.';

create view mart.entry_outcomes as
select e.entry_id, e.feed_key, e.canonical_url, e.title, e.first_seen_at,
       case
           when p.page_id is null then 'page_missing'
           when p.state = 'pending' then 'to_be_fetched'
           when p.state = 'failed' then p.outcome
           when p.extracted_at is null then 'to_be_extracted'
           when p.extract_outcome not in ('extracted', 'same_article') then p.extract_outcome
           when a.article_id is not null then 'published'
           when exists (select from ops.quarantine q where q.article_key = p.canonical_url and q.state = 'held') then 'quarantined'
           when exists (select from ops.quarantine q where q.article_key = p.canonical_url) then 'dropped'
           when exists (select from ops.rejection r where r.page_id = p.page_id and r.stage = 'detect') then 'detection_failed'
           else 'in_staging'
       end as outcome
from raw.feed_entry e
left join raw.page p using (canonical_url)
left join core.article a on a.article_key = p.canonical_url;
comment on view mart.entry_outcomes is 'What became of each entry: exactly one outcome each.';
comment on column mart.entry_outcomes.entry_id is 'Entry.';
comment on column mart.entry_outcomes.feed_key is 'Feed.';
comment on column mart.entry_outcomes.canonical_url is 'Canonical URL.';
comment on column mart.entry_outcomes.title is 'Headline as first seen.';
comment on column mart.entry_outcomes.first_seen_at is 'When Rasid saw it first.';
comment on column mart.entry_outcomes.outcome is 'published, quarantined, dropped, in_staging, to_be_fetched, to_be_extracted, detection_failed, or why there is no article; closed list in docs/glossary.md.';

