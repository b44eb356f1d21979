-- Mails that came back, counted against their reader; a reader whose mails keep coming back is paused.

create table ops.bounce (
    message_id    text not null,
    subscriber_id bigint not null references ops.subscriber,
    kind          text not null check (kind in ('hard', 'soft')),
    status        text not null,
    diagnostic    text not null,
    is_settled    boolean not null default false,
    bounced_at    timestamptz not null default now(),
    primary key (message_id, subscriber_id)
);
create index bounce_open on ops.bounce (subscriber_id) where kind = 'hard' and not is_settled;
comment on table ops.bounce is 'Mails of which another mail server reported that it could not give them to their reader (RFC 3464); one row a mail, however often that is reported.';
comment on column ops.bounce.message_id is 'Message-ID of the mail that came back, as in ops.delivery.';
comment on column ops.bounce.subscriber_id is 'Reader.';
comment on column ops.bounce.kind is 'hard: given up for good because of the address; soft: for another reason, or not given up yet.';
comment on column ops.bounce.status is 'Status of RFC 3463, such as 5.1.1.';
comment on column ops.bounce.diagnostic is 'Words of the other server; may be empty.';
comment on column ops.bounce.is_settled is 'Does not count any more: the reader was paused for it, or added anew.';
comment on column ops.bounce.bounced_at is 'When the report was read.';

alter table ops.subscriber
    drop constraint subscriber_left_by_check,
    add constraint subscriber_left_by_check check (left_by in ('link', 'operator', 'bounces'));
comment on column ops.subscriber.left_by is 'link (one click), operator, or bounces (paused: mails came back); null: has not left.';
comment on column ops.subscriber.left_at is 'When the reader left or was paused; null: has not.';
comment on column ops.subscriber.is_active is 'False: unsubscribed, or paused because mails came back.';

comment on column mart.alert_latency.accepted_at is 'When a mail server, or a channel beyond mail, took the first message.';
comment on column mart.alert_latency.until_accepted is 'From the alert to the mail server or channel; digests and quiet hours count.';
