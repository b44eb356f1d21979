insert into raw.feed (feed_key, publisher_key, url) values %s
