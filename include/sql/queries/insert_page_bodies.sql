insert into raw.page_body (page_id, body_sha256, archive_uri, final_url, media_type, charset, fetched_at)
select p.page_id, p.body_sha256, p.archive_uri, p.final_url, coalesce(p.media_type, ''), p.charset, p.fetched_at
from raw.page p join (values %s) as v (page_id) using (page_id)
where p.state = 'fetched'
on conflict (page_id, body_sha256) do update
set archive_uri = excluded.archive_uri, body_expired_at = null
