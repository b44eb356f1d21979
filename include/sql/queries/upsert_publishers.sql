insert into core.publisher (publisher_key, name_ar, name_en, country) values %s
on conflict (publisher_key) do update
set name_ar = excluded.name_ar, name_en = excluded.name_en, country = excluded.country
where (core.publisher.name_ar, core.publisher.name_en, core.publisher.country) is distinct from (excluded.name_ar, excluded.name_en, excluded.country)
