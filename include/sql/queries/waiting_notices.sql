select notice_id, kind, facts, exists (select from ops.notice_delivery d where d.notice_id = n.notice_id) as is_addressed
from ops.notice n
where mailed_at is null
order by notice_id
limit 100
