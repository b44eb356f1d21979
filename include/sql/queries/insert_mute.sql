insert into ops.mute (subscriber_id, people, publisher_key)
values (%(subscriber_id)s, %(people)s, %(publisher_key)s)
on conflict do nothing
