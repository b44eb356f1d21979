insert into ops.correction (wrong_alert_id, alert_id, cause)
select v.wrong_alert_id, a.alert_id, v.cause
from (values %s) as v (wrong_alert_id, contact_id, revision, cause)
join ops.alert a on a.contact_id = v.contact_id::uuid and a.transition = 'corrected' and a.revision = v.revision
