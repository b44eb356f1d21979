select email, watch_keys, is_active, language, pace, zone, quiet_from, quiet_until,
       coalesce((select jsonb_agg(jsonb_build_object('people', m.people, 'publisher_key', m.publisher_key))
                 from ops.mute m where m.subscriber_id = s.subscriber_id), '[]') as mutes
from ops.subscriber s
where is_active
