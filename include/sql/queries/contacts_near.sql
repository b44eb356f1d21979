select c.contact_id::text as contact_id
from core.contact c
where c.merged_into is null and c.watch_key = %(watch_key)s and c.participants && %(people)s::text[]
  and coalesce(c.starts_on, c.first_reported_at::date) <= %(last)s::date
  and greatest(c.ends_on, c.last_reported_at::date) >= %(first)s::date
