insert into core.office_term (person_key, office_key, starts_on, ends_on, is_acting) values %s
on conflict (person_key, office_key, starts_on) do update
set ends_on = excluded.ends_on, is_acting = excluded.is_acting
where (core.office_term.ends_on, core.office_term.is_acting) is distinct from (excluded.ends_on, excluded.is_acting)
