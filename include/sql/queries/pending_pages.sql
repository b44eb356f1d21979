with waiting as (
    select page_id, url, state, etag, last_modified, body_sha256,
           row_number() over (partition by substring(url from '^[A-Za-z]+://([^/?#]+)') order by state desc, page_id) as turn
    from raw.page
    where (state = 'pending' and (next_attempt_at <= now() or next_attempt_at > now() + interval '25 hours'))
       or (state = 'fetched' and (revisit_at <= now() or revisit_at > now() + interval '25 hours'))
)
select page_id, url, state = 'fetched' as is_revisit, etag, last_modified
from waiting
where turn <= %(most_of_host)s
order by turn, page_id
limit %(most)s
