update core.contact_mention set is_resolved = true where mention_id = any(%(mention_ids)s::bigint[]) and not is_resolved
