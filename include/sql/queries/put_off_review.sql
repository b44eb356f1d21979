update ops.review
set asked_until = case when %(note)s::text is null then now() + interval '1 day' end, note = %(note)s
where contact_id = %(contact_id)s::uuid and state = 'waiting'
returning review_id
