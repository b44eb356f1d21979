-- Channels beyond mail are subscribers without an address: their deliveries are claimed, sealed and ended as mails are.

alter table ops.subscriber
    add column is_channel boolean generated always as (position('@' in email) = 0) stored,
    add constraint subscriber_channel check (position('@' in email) > 0 or email ~ '^[a-z][a-z0-9_-]*$');
comment on table ops.subscriber is 'People who get mail, and channels beyond mail that are told.';
comment on column ops.subscriber.email is 'Address; of a channel its key in the file that RASID_CHANNELS names.';
comment on column ops.subscriber.is_channel is 'A channel beyond mail: Slack, Teams, Telegram, a webhook.';
comment on column ops.delivery.message_id is 'Message-ID, for webhooks the webhook-id; the same at every attempt.';
comment on column ops.delivery.smtp_code is 'Last SMTP code, of a channel the HTTP status; null: none came.';
