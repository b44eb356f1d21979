with newest as (
    select distinct on (r.suite, r.expectation, (r.checked_at at time zone 'UTC')::date) r.suite, r.expectation, r.success, r.severity
    from ops.quality_result r
    where r.batch_id is null and r.checked_at >= %(since)s::timestamptz + interval '1 day' and r.checked_at < %(until)s::timestamptz + interval '1 day'
    order by r.suite, r.expectation, (r.checked_at at time zone 'UTC')::date, r.checked_at desc
)
select count(*) filter (where success)::int as passed, count(*) filter (where not success and severity = 'warn')::int as warned,
       count(*) filter (where not success and severity <> 'warn')::int as failed,
       coalesce(array_agg(distinct suite || '.' || expectation) filter (where not success and severity <> 'warn'), '{}') as failed_names
from newest
