update raw.page p
set state = case when v.state = 'pending' and p.attempts >= 4 then 'failed' else v.state end,
    outcome = v.outcome,
    http_status = v.http_status::int,
    final_url = v.final_url,
    media_type = v.media_type,
    charset = v.charset,
    body_sha256 = v.body_sha256,
    archive_uri = v.archive_uri,
    duration_ms = v.duration_ms,
    attempts = p.attempts + 1,
    next_attempt_at = now() + interval '10 minutes' * power(3, p.attempts),
    fetched_at = case when v.state = 'fetched' then now() end
from (values %s) as v (page_id, state, outcome, http_status, final_url, media_type, charset, body_sha256, archive_uri, duration_ms)
where p.page_id = v.page_id and p.state = 'pending'
returning p.page_id, p.state, p.outcome, p.url
