-- History that is loaded late is published and resolved like news, and never mailed.

alter table staging.batch add column is_backfill boolean not null default false;
comment on column staging.batch.is_backfill is 'Its articles are history: the alerts that they lead to are suppressed.';
