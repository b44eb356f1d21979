select d.state, count(*)::int as deliveries
from ops.delivery d join ops.alert a using (alert_id)
where a.created_at >= %(since)s
group by d.state
order by d.state
