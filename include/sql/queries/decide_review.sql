insert into ops.review (contact_id, state, decided_by, decided_at)
values (%(contact_id)s::uuid, %(state)s, %(decided_by)s, now())
on conflict (contact_id) do update
set state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at, asked_until = null, note = null
