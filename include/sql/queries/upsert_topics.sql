insert into core.topic (topic_key, parent, name_ar, name_en) values %s
on conflict (topic_key) do update
set parent = excluded.parent, name_ar = excluded.name_ar, name_en = excluded.name_en
where (core.topic.parent, core.topic.name_ar, core.topic.name_en) is distinct from (excluded.parent, excluded.name_ar, excluded.name_en)
