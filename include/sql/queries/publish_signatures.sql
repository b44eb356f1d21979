insert into core.article_signature (article_id, revision, dated_bands)
select a.article_id, a.revision, s.dated_bands
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
where s.batch_id = %(batch_id)s and s.dated_bands is not null and s.published_at = a.published_at
on conflict (article_id) do update
set revision = excluded.revision, dated_bands = excluded.dated_bands
