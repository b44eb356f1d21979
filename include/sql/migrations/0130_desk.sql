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

create view mart.batches as
select batch_id, state, created_at, detected_at, validated_at, published_at from staging.batch;
comment on view mart.batches is 'Batches of articles on their way from staging to core.';
comment on column mart.batches.batch_id is 'Batch.';
comment on column mart.batches.state is 'open, detected, validated, held, published or dropped.';
comment on column mart.batches.created_at is 'When it was opened.';
comment on column mart.batches.detected_at is 'When its articles were searched; null: not yet.';
comment on column mart.batches.validated_at is 'When it was checked; null: not yet.';
comment on column mart.batches.published_at is 'When it reached core; null: not yet.';
