insert into ops.canary (day, article_key) values (%(day)s, %(article_key)s)
on conflict (day) do nothing
returning day
