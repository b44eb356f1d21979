select d.notice_delivery_id, n.kind, n.notice_key, n.created_at, d.email, d.state, d.attempts, d.finished_at, d.smtp_code, d.detail
from ops.notice n
join ops.notice_delivery d using (notice_id)
where not %(unknown)s or d.state = 'unknown'
order by d.notice_delivery_id desc
limit %(most)s
