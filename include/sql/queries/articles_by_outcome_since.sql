with touched as (
    select p.page_id, p.canonical_url, p.state, p.outcome, p.extracted_at, p.extract_outcome
    from raw.page p join raw.feed_entry e using (entry_id)
    where e.first_seen_at >= %(since)s or p.fetched_at >= %(since)s or p.extracted_at >= %(since)s
),
judged as (
    select case
               when t.state = 'pending' then 'to be fetched' || coalesce(' (' || t.outcome || ')', '')
               when t.state = 'failed' then 'not fetched (' || t.outcome || ')'
               when t.extracted_at is null then 'to be extracted'
               when t.extract_outcome <> 'extracted' then 'no article (' || t.extract_outcome || ')'
               when exists (select from core.article a where a.article_key = t.canonical_url) then 'published'
               when exists (select from ops.quarantine q where q.article_key = t.canonical_url and q.state = 'held') then 'quarantined'
               else 'in staging'
           end as outcome
    from touched t
)
select outcome, count(*)::int as articles
from judged
group by outcome
order by count(*) desc, outcome
