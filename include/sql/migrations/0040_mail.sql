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

create function ops.quiet_end(at timestamptz, zone text, quiet_from time, quiet_until time) returns timestamptz
language sql immutable parallel safe
return case
    when quiet_from is null or quiet_from = quiet_until then null
    when quiet_from < quiet_until and not ((at at time zone zone)::time >= quiet_from and (at at time zone zone)::time < quiet_until) then null
    when quiet_from > quiet_until and not ((at at time zone zone)::time >= quiet_from or (at at time zone zone)::time < quiet_until) then null
    else ((at at time zone zone)::date + quiet_until
          + case when (at at time zone zone)::time < quiet_until then interval '0' else interval '1 day' end) at time zone zone
end;
comment on function ops.quiet_end is 'When the quiet hours that hold at some moment end; null: none hold.';

create function ops.next_digest(after timestamptz, zone text, digest_at time) returns timestamptz
language sql immutable parallel safe
return ((after at time zone zone)::date + digest_at
        + case when (after at time zone zone)::time < digest_at then interval '0' else interval '1 day' end) at time zone zone;
comment on function ops.next_digest is 'When the first digest after some moment leaves.';

create view ops.delivery_wish as
select d.delivery_id, a.watch_key, coalesce(s.zone, w.zone, 'UTC') as zone, coalesce(s.language, w.language, 'ar') as language,
       coalesce(s.pace, w.pace, 'immediate') as pace, coalesce(w.digest_at, '07:00') as digest_at,
       coalesce(s.quiet_from, w.quiet_from) as quiet_from, coalesce(s.quiet_until, w.quiet_until) as quiet_until
from ops.delivery d
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
left join ops.watch w using (watch_key);
comment on view ops.delivery_wish is 'How each delivery is to be sent: the reader''s own wishes, else those of the watch.';
comment on column ops.delivery_wish.delivery_id is 'Delivery.';
comment on column ops.delivery_wish.watch_key is 'Watch of the alert.';
comment on column ops.delivery_wish.zone is 'Time zone of the reader.';
comment on column ops.delivery_wish.language is 'Language that comes first.';
comment on column ops.delivery_wish.pace is 'immediate or digest.';
comment on column ops.delivery_wish.digest_at is 'When the reader''s digests leave.';
comment on column ops.delivery_wish.quiet_from is 'Start of quiet hours; null: none.';
comment on column ops.delivery_wish.quiet_until is 'End of quiet hours.';
