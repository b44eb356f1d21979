insert into raw.feed_notice (feed_key, kind, detail, first_noted_at, last_noted_at)
select v.feed_key, v.kind, v.detail, v.noted_at, v.noted_at
from (values %s) as v (feed_key, kind, detail, noted_at)
on conflict (feed_key, kind) where ended_at is null do update
set detail = excluded.detail, last_noted_at = excluded.last_noted_at, times = raw.feed_notice.times + 1
