select a.article_id, a.article_key, a.publisher_key, p.name_ar, p.name_en, a.url, a.title, a.published_at, a.revision
from core.real_article a join core.real_publisher p using (publisher_key)
where (%(publisher)s::text is null or a.publisher_key = %(publisher)s)
  and (%(since)s::date is null or a.published_at >= %(since)s::date)
  and (%(until)s::date is null or a.published_at < %(until)s::date + 1)
  and (%(after_at)s::timestamptz is null or (a.published_at, a.article_id) < (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by a.published_at desc, a.article_id desc
limit %(most)s
