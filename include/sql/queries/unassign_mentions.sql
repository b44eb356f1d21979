update core.contact_mention set contact_id = null, is_resolved = true where mention_id = any(%(mention_ids)s::bigint[])
