update core.contact_decision set other_id = %(other_id)s::uuid where decision_id = %(decision_id)s
