update ops.review r
set asked_until = now() + %(lasting)s
from (
    select review_id from ops.review
    where state = 'waiting' and coalesce(asked_until, '-infinity') <= now()
    order by review_id
    limit %(most)s
    for update skip locked
) due
where r.review_id = due.review_id
returning r.contact_id::text as contact_id, r.note
