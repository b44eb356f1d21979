select notice_id, kind, facts
from ops.notice
where mailed_at is null
order by notice_id
limit 20
for update skip locked
