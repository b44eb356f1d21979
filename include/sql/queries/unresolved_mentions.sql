select m.*, a.article_key, a.published_at,
       case
           when b.is_reread then 'replay'
           when b.is_backfill then 'backfill'
           when not %(as_of_publication)s and a.published_at < p.polled_at - interval '1 day'
                and not exists (select from raw.feed_poll q where q.feed_key = p.feed_key and q.poll_id < p.poll_id and q.entries_seen > 0)
               then 'first_load'
       end as suppress
from core.contact_mention m
join core.article a using (article_id)
left join staging.batch b using (batch_id)
left join raw.page g using (page_id)
left join raw.feed_entry e using (entry_id)
left join raw.feed_poll p using (poll_id)
where m.watch_key = %(watch_key)s and not m.is_resolved
order by a.published_at, a.article_key, m.ordinal
