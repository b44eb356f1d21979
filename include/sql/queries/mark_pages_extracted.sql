update raw.page p
set extracted_at = now(), extract_outcome = v.outcome
from (values %s) as v (page_id, outcome)
where p.page_id = v.page_id and p.extracted_at is null
returning p.page_id
