select batch_id from staging.batch where batch_id = %(batch_id)s and state = 'held' for update
