with inside as (
    select article_id, article_key, content_sha256
    from core.article
    where article_key = any(%(keys)s::text[])
),
whole as (
    select c.contact_id
    from core.real_contact c
    where c.merged_into is null and c.withdrawn_at is null
      and exists (select from core.contact_mention m join inside using (article_id) where m.contact_id = c.contact_id)
      and not exists (select from core.contact_mention m where m.contact_id = c.contact_id
                         and not exists (select from inside i where i.article_id = m.article_id and i.article_key <> all(%(straddling)s)))
)
select 'article' as kind, article_key || ' ' || left(content_sha256, 12) as line, article_key from inside
union
select 'claim', concat_ws(' ', i.article_key, m.watch_key, array_to_string(m.participants, ','), m.status, m.mode,
                          coalesce(m.starts_on::text, '-') || case when m.ends_on > m.starts_on then '/' || m.ends_on else '' end, coalesce(m.place, '-'), m.role), i.article_key
from core.contact_mention m join inside i using (article_id)
union
select 'contact', concat_ws(' ', c.watch_key, array_to_string(c.participants, ','), c.status, c.mode,
                            coalesce(c.starts_on::text, '-') || case when c.ends_on > c.starts_on then '/' || c.ends_on else '' end, coalesce(c.place, '-')), null
from core.contact c join whole using (contact_id)
union
select 'alert', concat_ws(' ', a.article_key, a.watch_key, a.transition, array_to_string(a.participants, ','), coalesce(a.starts_on::text, '-')), null
from ops.alert a join whole using (contact_id)
where not a.is_taken_back
order by 1, 2
