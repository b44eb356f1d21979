select feed_key, kind, detail, first_noted_at, times
from raw.feed_notice
where ended_at is null
order by kind, feed_key
