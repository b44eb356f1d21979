with seen as (
    select v.*, p.revisits + case when v.outcome = 'host_paused' then 0 else 1 end as revisits_now, v.body_sha256 is not null as has_body,
           v.body_sha256 is not null and (v.body_sha256 <> p.body_sha256 or p.extract_outcome = 'body_lost') as is_other
    from (values %s) as v (
        page_id, state, outcome, http_status, final_url, media_type, charset, body_sha256, archive_uri, etag, last_modified, duration_ms, retry_after
    )
    join raw.page p using (page_id)
    where p.state = 'fetched'
)
update raw.page p
set revisits = s.revisits_now,
    revisit_outcome = s.outcome,
    revisit_at = case when s.state = 'pending' and s.revisits_now < 6
                      then now() + greatest(interval '1 hour' * (1 + 0.1 * random()), least(coalesce(s.retry_after::interval, interval '0'), interval '1 day')) end,
    final_url = case when s.is_other then s.final_url else p.final_url end,
    media_type = case when s.is_other then s.media_type else p.media_type end,
    charset = case when s.is_other then s.charset else p.charset end,
    body_sha256 = case when s.is_other then s.body_sha256 else p.body_sha256 end,
    archive_uri = case when s.is_other then s.archive_uri else p.archive_uri end,
    etag = case when s.is_other then s.etag else p.etag end,
    last_modified = case when s.is_other then s.last_modified else p.last_modified end,
    body_expired_at = case when s.has_body then null else p.body_expired_at end,
    fetched_at = case when s.is_other then now() else p.fetched_at end,
    extracted_at = case when s.is_other then null else p.extracted_at end,
    extract_outcome = case when s.is_other then null else p.extract_outcome end
from seen s
where p.page_id = s.page_id
returning p.page_id, case when s.state = 'fetched' and not s.is_other then 'not_modified' else s.outcome end as outcome, s.has_body
