update staging.batch set state = 'detected', detected_at = now() where batch_id = %(batch_id)s
