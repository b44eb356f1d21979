insert into core.article_copy (article_id, group_id, likeness)
select v.article_id, v.group_id, v.likeness from (values %s) as v (article_id, group_id, likeness)
on conflict (article_id) do update
set group_id = excluded.group_id, likeness = greatest(core.article_copy.likeness, excluded.likeness)
