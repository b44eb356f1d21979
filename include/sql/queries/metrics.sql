select 'rasid_feeds' as metric, jsonb_build_object('state', case when failures > 0 then 'failing' else 'ok' end) as labels, count(*)::float as value
from raw.feed group by failures > 0
union all
select 'rasid_feed_notices', jsonb_build_object('kind', kind), count(*) from raw.feed_notice where ended_at is null group by kind
union all
select 'rasid_feed_last_success_seconds', '{}', extract(epoch from now() - max(last_ok_at)) from raw.feed having max(last_ok_at) is not null
union all
select 'rasid_polls', jsonb_build_object('outcome', outcome), count(*) from raw.feed_poll where polled_at > now() - interval '1 day' group by outcome
union all
select 'rasid_entries', jsonb_build_object('kind', k.kind), sum(k.entries)
from raw.feed_poll cross join lateral (values ('new', entries_new), ('known', entries_known), ('rejected', entries_rejected)) as k (kind, entries)
where polled_at > now() - interval '1 day' group by k.kind
union all
select 'rasid_coverage_gaps', '{}', count(*) from raw.coverage_gap where until > now() - interval '1 day'
union all
select 'rasid_pages_waiting', '{}', count(*) from raw.page where state = 'pending'
union all
select 'rasid_oldest_page_waiting_seconds', '{}', coalesce(extract(epoch from now() - min(next_attempt_at)), 0)
from raw.page where state = 'pending' and next_attempt_at < now()
union all
select 'rasid_batches', jsonb_build_object('state', state), count(*) from mart.batches where created_at > now() - interval '1 day' or state not in ('published', 'dropped') group by state
union all
select 'rasid_oldest_batch_seconds', '{}', coalesce(extract(epoch from now() - min(created_at)), 0) from mart.batches where state in ('open', 'detected', 'validated')
union all
select 'rasid_quarantined', '{}', count(*) from ops.quarantine where state = 'held'
union all
select 'rasid_articles', '{}', count(*) from core.article where first_loaded_at > now() - interval '1 day'
union all
select 'rasid_contacts_changed', jsonb_build_object('status', status), count(*) from core.contact where updated_at > now() - interval '1 day' and merged_into is null group by status
union all
select 'rasid_mention_confidence', jsonb_build_object('le', b.le::text), count(*) filter (where m.confidence <= b.le)
from core.contact_mention m join core.article a using (article_id) cross join (values (0.2), (0.4), (0.5), (0.6), (0.75), (0.9), (1.0)) as b (le)
where a.first_loaded_at > now() - interval '7 days' group by b.le
union all
select 'rasid_alerts', jsonb_build_object('transition', transition, 'state', state), count(*) from ops.alert where created_at > now() - interval '1 day' group by transition, state
union all
select 'rasid_deliveries', jsonb_build_object('state', state), count(*) from ops.delivery where coalesce(finished_at, now()) > now() - interval '1 day' group by state
union all
select 'rasid_oldest_delivery_seconds', '{}', coalesce(extract(epoch from now() - min(a.created_at)), 0)
from ops.delivery d join ops.alert a using (alert_id) where d.state = 'pending' and d.next_attempt_at < now()
union all
select 'rasid_reviews_waiting', '{}', count(*) from ops.review where state = 'waiting'
union all
select 'rasid_checks_failed', jsonb_build_object('severity', severity), count(*) from ops.quality_result where checked_at > now() - interval '1 day' and not success group by severity
union all
select 'rasid_stage_runs', jsonb_build_object('stage', stage), count(*) from ops.run_ledger where finished_at > now() - interval '1 day' group by stage
union all
select 'rasid_stage_seconds', jsonb_build_object('stage', stage), max(extract(epoch from finished_at - started_at)) from ops.run_ledger where finished_at > now() - interval '1 day' group by stage
union all
select 'rasid_stage_last_run_seconds', jsonb_build_object('stage', stage), extract(epoch from now() - max(finished_at)) from ops.run_ledger where finished_at > now() - interval '30 days' group by stage
union all
select 'rasid_latency_seconds', jsonb_build_object('part', l.part), l.seconds
from (select * from mart.latency_daily order by day desc limit 1) d
cross join lateral (values ('median', extract(epoch from d.median_ours)), ('worst', extract(epoch from d.worst_ours))) as l (part, seconds)
