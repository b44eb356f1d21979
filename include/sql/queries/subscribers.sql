select s.email, s.watch_keys, s.file_watch_keys, s.is_active, s.language, s.pace, s.zone, s.quiet_from, s.quiet_until, s.left_at, s.left_by,
       array(select coalesce(array_to_string(m.people, '+'), 'source ' || m.publisher_key)
             from ops.mute m where m.subscriber_id = s.subscriber_id order by m.mute_id) as mutes
from ops.subscriber s
order by s.email
