update staging.batch set is_reread = true where batch_id = %(batch_id)s
