insert into ops.notice_delivery (notice_id, email)
select %(notice_id)s, e.email
from unnest(%(emails)s::text[]) as e (email)
on conflict (notice_id, email) do nothing
