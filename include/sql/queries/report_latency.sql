select sum(alerts)::int as alerts,
       extract(epoch from percentile_disc(0.5) within group (order by median_whole))::float8 as median_seconds,
       extract(epoch from max(worst_whole))::float8 as worst_seconds,
       extract(epoch from percentile_disc(0.5) within group (order by median_ours))::float8 as median_ours_seconds,
       extract(epoch from max(worst_ours))::float8 as worst_ours_seconds
from mart.latency_daily
where day >= (%(since)s at time zone 'UTC')::date and day < (%(until)s at time zone 'UTC')::date
