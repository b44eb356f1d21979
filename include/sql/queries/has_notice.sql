select notice_id from ops.notice where kind = %(kind)s and notice_key = %(notice_key)s
