select starts_on, place
from core.contact
where merged_into is null and contact_id <> %(contact_id)s::uuid and status = 'held'
  and participants && %(first)s::text[] and participants && %(second)s::text[]
  and starts_on = ends_on and starts_on < %(before)s
order by starts_on desc
limit 3
