select a.alert_id, a.contact_id, a.transition, a.participants, a.starts_on, a.ends_on, a.place, a.created_at, r.url, r.title, r.publisher_key
from ops.real_alert a left join core.real_article r using (article_key)
where a.state = 'ready' and not a.is_taken_back
order by a.alert_id desc
limit %(most)s
