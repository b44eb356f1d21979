-- Addresses for programs that cannot log in: the Atom feed and the calendar.
create table ops.feed_token (
    token      uuid primary key default gen_random_uuid(),
    name       text not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
comment on table ops.feed_token is 'Who may read the Atom feed and the calendar without a login: whoever has the address.';
comment on column ops.feed_token.token is 'Unguessable part of the address.';
comment on column ops.feed_token.name is 'Whose it is, in the words of who made it.';
comment on column ops.feed_token.created_at is 'When it was made.';
comment on column ops.feed_token.revoked_at is 'When it was made dead; null: it works.';
