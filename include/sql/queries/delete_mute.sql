delete from ops.mute
where subscriber_id = %(subscriber_id)s and people is not distinct from %(people)s::text[]
  and publisher_key is not distinct from %(publisher_key)s::text
returning mute_id
