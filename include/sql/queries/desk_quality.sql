select q.suite, q.expectation, q.severity, q.why, max(q.checked_at) as checked_at, count(*)::int as checks, count(*) filter (where not q.success)::int as failed,
       sum(q.unexpected_count)::bigint as rows_failed
from ops.quality_result q
where q.checked_at > now() - interval '30 days'
group by q.suite, q.expectation, q.severity, q.why
order by failed desc, q.suite, q.expectation
