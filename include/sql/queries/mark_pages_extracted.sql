update raw.page p
set extracted_at = now(), extract_outcome = v.outcome, page_dated_at = coalesce(v.dated_at::timestamptz, p.page_dated_at)
from (values %s) as v (page_id, body_sha256, outcome, dated_at)
where p.page_id = v.page_id and p.body_sha256 = v.body_sha256 and p.extracted_at is null
returning p.page_id
