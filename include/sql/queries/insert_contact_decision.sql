insert into core.contact_decision (kind, contact_id, other_id, watch_key, decided_by, reason)
values (%(kind)s, %(contact_id)s::uuid, %(other_id)s::uuid, %(watch_key)s, %(decided_by)s, %(reason)s)
returning decision_id
