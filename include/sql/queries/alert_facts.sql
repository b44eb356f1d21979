select alert_id, facts from ops.alert where alert_id = any(%(alert_ids)s::bigint[])
