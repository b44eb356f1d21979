insert into ops.mute (subscriber_id, people, publisher_key)
select s.subscriber_id, v.people::text[], v.publisher_key
from (values %s) as v (email, people, publisher_key)
join ops.subscriber s using (email)
on conflict do nothing
