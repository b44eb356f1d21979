insert into core.office (office_key, role, country, detail) values %s
on conflict (office_key) do nothing
