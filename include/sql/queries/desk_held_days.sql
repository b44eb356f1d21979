select distinct starts_on
from core.real_contact
where merged_into is null and withdrawn_at is null and status in ('held', 'ongoing') and starts_on is not null and participants @> %(people)s::text[]
order by starts_on
