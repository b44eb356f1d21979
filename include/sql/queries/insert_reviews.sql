insert into ops.review (contact_id)
select v.contact_id::uuid from (values %s) as v (contact_id)
on conflict (contact_id) do nothing
