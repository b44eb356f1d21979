insert into ops.notice (kind, notice_key, facts)
values (%(kind)s, %(notice_key)s, %(facts)s)
on conflict (kind, notice_key) where notice_key is not null do nothing
returning notice_id
