select outcome, count(*)::int as articles
from mart.entry_outcomes
where first_seen_at >= %(since)s and first_seen_at < %(until)s
group by outcome
order by count(*) desc, outcome
