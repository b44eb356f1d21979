-- A revision keeps the time of the first print, which is in both.
select a.article_id, a.revision, a.published_at, a.text
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
where s.batch_id = %(batch_id)s and (s.dated_bands is null or s.published_at <> a.published_at)
