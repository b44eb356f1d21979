select c.contact_id, c.watch_key, c.participants, c.mode, c.cameo, c.setting, c.status, c.starts_on, c.ends_on, c.place, c.scope, c.role, c.confidence,
       c.first_reported_at, c.last_reported_at,
       (select count(distinct m.article_id) from core.contact_mention m where m.contact_id = c.contact_id)::int as articles
from core.real_contact c
where c.merged_into is null and c.withdrawn_at is null
  and (%(people)s::text[] is null or c.participants @> %(people)s::text[])
  and (%(status)s::text is null or c.status = %(status)s)
  and (%(mode)s::text is null or c.mode = %(mode)s)
  and (%(watch)s::text is null or c.watch_key = %(watch)s)
  and (%(since)s::date is null or c.ends_on >= %(since)s::date)
  and (%(until)s::date is null or c.starts_on <= %(until)s::date)
  and (%(after_at)s::timestamptz is null or (c.last_reported_at, c.contact_id) < (%(after_at)s::timestamptz, %(after_id)s::uuid))
order by c.last_reported_at desc, c.contact_id desc
limit %(most)s
