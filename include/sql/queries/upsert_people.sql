insert into core.person (person_key, qid, name_ar, name_en, country) values %s
on conflict (person_key) do update
set qid = excluded.qid, name_ar = excluded.name_ar, name_en = excluded.name_en, country = excluded.country
where (core.person.qid, core.person.name_ar, core.person.name_en, core.person.country)
      is distinct from (excluded.qid, excluded.name_ar, excluded.name_en, excluded.country)
