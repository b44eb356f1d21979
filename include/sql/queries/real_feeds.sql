select count(*)::int as feeds
from raw.feed
where url not like 'http://127.0.0.1:%%'
