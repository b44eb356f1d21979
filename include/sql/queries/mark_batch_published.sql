update staging.batch set state = 'published', published_at = now() where batch_id = %(batch_id)s
