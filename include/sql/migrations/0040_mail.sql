-- How readers want their mail, what they do not want, and leases: a sender reserves deliveries, but only what it is about to end is marked.

create table ops.watch (
    watch_key     text primary key,
    language      text not null check (language in ('ar', 'en')),
    pace          text not null check (pace in ('immediate', 'digest')),
    digest_at     time not null,
    quiet_from    time,
    quiet_until   time,
    zone          text not null,
    people        text[] not null,
    muted_pairs   jsonb not null,
    muted_sources text[] not null,
    check ((quiet_from is null) = (quiet_until is null))
);
comment on table ops.watch is 'How the mail of each watch of watches.yml is sent, as the file says; a reader''s own wishes come first.';
comment on column ops.watch.watch_key is 'Watch of watches.yml.';
comment on column ops.watch.language is 'Language that comes first: ar or en.';
comment on column ops.watch.pace is 'immediate or digest.';
comment on column ops.watch.digest_at is 'When digests leave, in the reader''s zone.';
comment on column ops.watch.quiet_from is 'Nothing is sent from this time on, in the reader''s zone; null: always open.';
comment on column ops.watch.quiet_until is 'Until this time; before quiet_from: over midnight.';
comment on column ops.watch.zone is 'Time zone of readers who have named none.';
comment on column ops.watch.people is 'Only contacts with one of these are mailed; empty: all.';
comment on column ops.watch.muted_pairs is 'Lists of people whose contacts with each other are not mailed.';
comment on column ops.watch.muted_sources is 'Publishers whose word alone is not mailed.';

alter table ops.subscriber
    add column own_watch_keys  text[] not null default '{}',
    add column file_watch_keys text[] not null default '{}',
    add column language        text check (language in ('ar', 'en')),
    add column pace            text check (pace in ('immediate', 'digest')),
    add column zone            text,
    add column quiet_from      time,
    add column quiet_until     time,
    add column left_at         timestamptz,
    add column left_by         text check (left_by in ('link', 'operator')),
    add constraint subscriber_quiet check ((quiet_from is null) = (quiet_until is null)),
    add constraint subscriber_token unique (token);
update ops.subscriber set file_watch_keys = watch_keys;
update ops.subscriber set left_at = now(), left_by = 'operator' where not is_active;
comment on column ops.subscriber.watch_keys is 'Watches that the reader gets: those of watches.yml and those of ./rasid subscribers together.';
comment on column ops.subscriber.own_watch_keys is 'Watches given by ./rasid subscribers.';
comment on column ops.subscriber.file_watch_keys is 'Watches whose recipients in watches.yml name the address.';
comment on column ops.subscriber.language is 'Language that comes first; null: the watch''s.';
comment on column ops.subscriber.pace is 'immediate or digest; null: the watch''s.';
comment on column ops.subscriber.zone is 'Time zone; null: the watch''s.';
comment on column ops.subscriber.quiet_from is 'Start of quiet hours; null: the watch''s.';
comment on column ops.subscriber.quiet_until is 'End of quiet hours.';
comment on column ops.subscriber.left_at is 'When the reader left; null: has not.';
comment on column ops.subscriber.left_by is 'link (one click) or operator; null: has not left.';
comment on column ops.subscriber.token is 'Opaque token of the unsubscribe link; a new one makes the old links dead.';

create table ops.mute (
    mute_id       bigint generated always as identity primary key,
    subscriber_id bigint not null references ops.subscriber,
    people        text[],
    publisher_key text,
    created_at    timestamptz not null default now(),
    check ((people is null) <> (publisher_key is null)),
    unique nulls not distinct (subscriber_id, people, publisher_key)
);
comment on table ops.mute is 'What one reader does not want to be told.';
comment on column ops.mute.mute_id is 'Identity.';
comment on column ops.mute.subscriber_id is 'Reader.';
comment on column ops.mute.people is 'Contacts between all of these, sorted; null: a publisher is muted.';
comment on column ops.mute.publisher_key is 'Contacts that this publisher alone reports; null: people are muted.';
comment on column ops.mute.created_at is 'When.';

alter table ops.delivery
    add column lease        uuid,
    add column leased_until timestamptz;
comment on column ops.delivery.lease is 'The sender that has reserved it, or had it last; null: none yet.';
comment on column ops.delivery.leased_until is 'Other senders leave it alone until then; null: free.';
comment on column ops.delivery.claimed_at is 'When a sender was about to end the text of the mail; before that nothing can have arrived.';
drop index ops.delivery_due;
create index delivery_due on ops.delivery (delivery_id) where state = 'pending';
create index delivery_sending on ops.delivery (claimed_at) where state = 'sending';
create index delivery_unknown on ops.delivery (finished_at) where state = 'unknown';
