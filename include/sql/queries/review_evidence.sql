select m.confidence, m.status, m.evidence, m.participants, a.title, a.url, a.published_at, coalesce(p.name_ar, a.publisher_key) as publisher_ar,
       coalesce(p.name_en, a.publisher_key) as publisher_en
from core.contact_mention m
join core.article a using (article_id)
left join core.publisher p using (publisher_key)
where m.contact_id = %(contact_id)s::uuid
order by m.confidence desc, a.published_at, m.ordinal
limit %(most)s
