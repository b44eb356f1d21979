update raw.feed_notice
set ended_at = %(ended_at)s
where feed_key = %(feed_key)s and kind = any(%(kinds)s::text[]) and ended_at is null
