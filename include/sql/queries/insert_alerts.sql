insert into ops.alert (
    contact_id, transition, revision, article_key, watch_key, participants, starts_on, ends_on, place, facts, as_of, state, suppressed_reason
)
select v.contact_id::uuid, v.transition, v.revision, v.article_key, v.watch_key, v.participants, v.starts_on::date, v.ends_on::date, v.place,
       v.facts::jsonb, v.as_of, case when v.suppressed_reason is null then 'ready' else 'suppressed' end, v.suppressed_reason
from (values %s) as v (
    contact_id, transition, revision, article_key, watch_key, participants, starts_on, ends_on, place, facts, as_of, suppressed_reason
)
on conflict (contact_id, transition, revision) do nothing
returning alert_id, state
