-- A replay can be published: its articles replace what core has of them, and nobody is mailed of what comes of it.

alter table staging.batch add column is_reread boolean not null default false;
comment on column staging.batch.is_reread is 'A published replay: what is found in its articles replaces what core has, though their text is the same; nobody is mailed of it.';

alter table core.contact add column stale_reason text;
comment on column core.contact.stale_reason is 'Why nobody is mailed of what grouping it anew brings to light; null: nothing of the kind, or not stale.';
