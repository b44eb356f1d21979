select feed_key, day, polls, good_polls, entries_new, coverage_gaps
from mart.coverage_daily
where day > %(day)s::date - %(days)s::int and day <= %(day)s::date
order by day, feed_key
