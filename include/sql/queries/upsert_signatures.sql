insert into core.article_signature (article_id, revision, dated_bands)
select v.article_id, v.revision, v.bands::bigint[] from (values %s) as v (article_id, revision, bands)
on conflict (article_id) do update
set revision = excluded.revision, dated_bands = excluded.dated_bands
