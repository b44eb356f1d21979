insert into core.contact_verdict (kind, contact_id, watch_key, fixes, decided_by, via, reason)
values (%(kind)s, %(contact_id)s::uuid, %(watch_key)s, %(fixes)s, %(decided_by)s, %(via)s, %(reason)s)
returning verdict_id
