select page_id, url, attempts
from raw.page
where state = 'pending' and next_attempt_at <= now()
order by page_id
limit %(most)s
