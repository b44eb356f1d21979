insert into ops.review (contact_id)
select v.contact_id::uuid from (values %s) as v (contact_id)
on conflict (contact_id) do update
set state = 'waiting', decided_by = null, decided_at = null, created_at = now(), asked_until = null, note = null
where ops.review.state <> 'waiting'
