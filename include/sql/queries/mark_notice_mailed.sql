update ops.notice set mailed_at = now() where notice_id = %(notice_id)s
