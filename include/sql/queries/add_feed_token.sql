insert into ops.feed_token (name) values (%(name)s) returning token
