select alert_id, article_key, participants, transition, place, contact_id::text as contact_id, facts
from ops.alert
where state = 'ready' and transition <> 'corrected'
order by alert_id
