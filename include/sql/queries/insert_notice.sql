insert into ops.notice (kind, facts) values (%(kind)s, %(facts)s)
