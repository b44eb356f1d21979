insert into ops.alert (contact_id, transition, revision, article_key, watch_key, participants, starts_on, ends_on, place, facts, as_of)
select v.contact_id::uuid, v.transition, v.revision, v.article_key, v.watch_key, v.participants, v.starts_on::date, v.ends_on::date, v.place,
       v.facts::jsonb, v.as_of
from (values %s) as v (contact_id, transition, revision, article_key, watch_key, participants, starts_on, ends_on, place, facts, as_of)
on conflict (contact_id, transition, revision) do nothing
returning alert_id
