select a.alert_id, a.contact_id::text as contact_id, a.transition, a.revision, a.article_key, a.watch_key, a.participants, a.starts_on, a.ends_on,
       a.place, a.facts, a.as_of, v.cause,
       exists (select from ops.delivery d where d.alert_id = a.alert_id and d.state in ('sending', 'sent', 'unknown')) as was_told,
       (select coalesce(max(e.revision), 0) from ops.alert e where e.contact_id = a.contact_id and e.transition = 'corrected')::int as corrections
from (values %s) as v (contact_id, transition, revision, cause)
join ops.alert a on a.contact_id = v.contact_id::uuid and a.transition = v.transition and a.revision = v.revision
where a.state = 'ready' and not exists (select from ops.correction c where c.wrong_alert_id = a.alert_id)
order by a.alert_id
