insert into core.organisation (organisation_key, name_ar, name_en, kind, country, qid) values %s
on conflict (organisation_key) do update
set name_ar = excluded.name_ar, name_en = excluded.name_en, kind = excluded.kind, country = excluded.country, qid = excluded.qid
where (core.organisation.name_ar, core.organisation.name_en, core.organisation.kind, core.organisation.country, core.organisation.qid)
      is distinct from (excluded.name_ar, excluded.name_en, excluded.kind, excluded.country, excluded.qid)
