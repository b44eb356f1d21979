update staging.batch set state = 'held', validated_at = now() where batch_id = %(batch_id)s
