update raw.page p
set state = case when v.state = 'pending' and p.attempts >= 4 and v.outcome <> 'host_paused' then 'failed' else v.state end,
    outcome = v.outcome,
    http_status = v.http_status::int,
    final_url = v.final_url,
    media_type = v.media_type,
    charset = v.charset,
    body_sha256 = v.body_sha256,
    archive_uri = v.archive_uri,
    etag = v.etag,
    last_modified = v.last_modified,
    duration_ms = v.duration_ms,
    attempts = p.attempts + case when v.outcome = 'host_paused' then 0 else 1 end,
    next_attempt_at = now() + greatest(interval '10 minutes' * power(3, p.attempts) * (1 + 0.1 * random()),
                                       least(coalesce(v.retry_after::interval, interval '0'), interval '1 day')),
    fetched_at = case when v.state = 'fetched' then now() end,
    revisit_at = case when v.state = 'fetched' then now() + interval '3 hours' end
from (values %s) as v (
    page_id, state, outcome, http_status, final_url, media_type, charset, body_sha256, archive_uri, etag, last_modified, duration_ms, retry_after
)
where p.page_id = v.page_id and p.state = 'pending'
returning p.page_id, p.state, p.outcome, p.url
