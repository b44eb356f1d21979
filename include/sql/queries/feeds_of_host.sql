select feed_key, last_ok_at, failures from raw.feed where split_part(split_part(url, '://', 2), '/', 1) like '%%' || %(host)s order by feed_key
