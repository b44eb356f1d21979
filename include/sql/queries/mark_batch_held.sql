update staging.batch set state = 'held', validated_at = now(), suites_sha256 = %(suites_sha256)s where batch_id = %(batch_id)s
