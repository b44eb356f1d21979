insert into core.contact (
    contact_id, merged_into, watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, date_basis, place, confidence, scope, role,
    revision, first_reported_at, last_reported_at
)
select v.contact_id::uuid, v.merged_into::uuid, v.watch_key, v.participants, v.mode, v.cameo, v.setting, v.status, v.starts_on::date, v.ends_on::date,
       v.date_basis, v.place, v.confidence, v.scope, v.role, v.revision, v.first_reported_at, v.last_reported_at
from (values %s) as v (
    contact_id, merged_into, watch_key, participants, mode, cameo, setting, status, starts_on, ends_on, date_basis, place, confidence, scope, role,
    revision, first_reported_at, last_reported_at
)
on conflict (contact_id) do update
set merged_into = excluded.merged_into, participants = excluded.participants, mode = excluded.mode, cameo = excluded.cameo,
    setting = excluded.setting, status = excluded.status, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
    date_basis = excluded.date_basis, place = excluded.place, confidence = excluded.confidence, scope = excluded.scope, role = excluded.role,
    revision = greatest(core.contact.revision, excluded.revision), first_reported_at = excluded.first_reported_at,
    last_reported_at = excluded.last_reported_at, is_stale = false, stale_reason = null, withdrawn_at = null, updated_at = now()
