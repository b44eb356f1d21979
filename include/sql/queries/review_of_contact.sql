select state, decided_by, decided_at, created_at from ops.review where contact_id = %(contact_id)s::uuid
