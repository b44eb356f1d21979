select contact_id::text as contact_id from ops.alert where alert_id = %(alert_id)s
