insert into core.contact_reach (reach_key, contact_id)
select v.reach_key, v.contact_id::uuid from (values %s) as v (reach_key, contact_id)
