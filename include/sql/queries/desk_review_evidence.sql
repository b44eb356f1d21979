select c.contact_id, a.article_id, a.publisher_key, a.url, a.title, a.published_at, e.status, e.evidence,
       (select coalesce(jsonb_agg(jsonb_build_object('start', n.span_start - e.evidence_start, 'end', n.span_end - e.evidence_start,
                                                     'kind', n.kind, 'key', n.entity_key) order by n.span_start), '[]')
          from core.entity_mention n
         where n.article_id = e.article_id and n.part = e.part and n.kind <> 'reference'
           and n.span_start >= e.evidence_start and n.span_end <= e.evidence_end) as spans
from unnest(%(contact_ids)s::uuid[]) as c (contact_id)
cross join lateral (
    select m.* from core.contact_mention m join core.real_article using (article_id)
    where m.contact_id = c.contact_id
    order by m.confidence desc, m.article_id, m.ordinal
    limit %(most)s
) e
join core.article a on a.article_id = e.article_id
