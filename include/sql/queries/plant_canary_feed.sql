insert into raw.feed (feed_key, publisher_key, url, next_due_at) values ('canary', 'canary', %(url)s, 'infinity')
on conflict (feed_key) do nothing
