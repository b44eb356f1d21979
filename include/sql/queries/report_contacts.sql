select status, count(*)::int as contacts
from mart.contacts
where last_reported_at >= %(since)s and last_reported_at < %(until)s
group by status
order by count(*) desc, status
