select r.contact_id::text as contact_id, r.created_at, r.asked_until, r.note
from ops.review r
where r.state = 'waiting'
order by r.created_at, r.review_id
