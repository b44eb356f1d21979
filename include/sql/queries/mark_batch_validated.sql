update staging.batch set state = 'validated', validated_at = now() where batch_id = %(batch_id)s
