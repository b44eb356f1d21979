insert into raw.page (
    page_id, canonical_url, entry_id, url, state, outcome, http_status, final_url, media_type, charset, body_sha256, archive_uri, fetched_at
)
overriding system value values %s
