with marked as (
    update raw.page p
    set extracted_at = now(), extract_outcome = v.outcome, page_dated_at = coalesce(v.dated_at::timestamptz, p.page_dated_at),
        etag = case when v.outcome <> 'body_lost' then p.etag end,
        last_modified = case when v.outcome <> 'body_lost' then p.last_modified end,
        revisit_at = case when v.outcome <> 'body_lost' then p.revisit_at when p.revisits < 6 then now() end
    from (values %s) as v (page_id, body_sha256, outcome, dated_at)
    where p.page_id = v.page_id and p.body_sha256 = v.body_sha256 and p.extracted_at is null
    returning p.page_id, p.body_sha256, p.extract_outcome
),
bodies as (
    update raw.page_body b set extract_outcome = m.extract_outcome from marked m where b.page_id = m.page_id and b.body_sha256 = m.body_sha256
)
select page_id from marked
