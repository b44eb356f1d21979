update ops.alert set state = 'suppressed', suppressed_reason = 'taken_back' where alert_id = any(%(alert_ids)s::bigint[])
