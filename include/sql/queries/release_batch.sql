update staging.batch set state = 'detected', is_waived = true where batch_id = %(batch_id)s
