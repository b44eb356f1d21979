insert into core.place (place_key, name_ar, name_en, kind, country, latitude, longitude, qid) values %s
on conflict (place_key) do update
set name_ar = excluded.name_ar, name_en = excluded.name_en, latitude = excluded.latitude, longitude = excluded.longitude, qid = excluded.qid
where (core.place.name_ar, core.place.name_en, core.place.latitude, core.place.longitude, core.place.qid)
      is distinct from (excluded.name_ar, excluded.name_en, excluded.latitude, excluded.longitude, excluded.qid)
