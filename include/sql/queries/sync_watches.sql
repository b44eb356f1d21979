insert into ops.watch (watch_key, language, pace, digest_at, quiet_from, quiet_until, zone, people, muted_pairs, muted_sources)
select v.watch_key, v.language, v.pace, v.digest_at::time, v.quiet_from::time, v.quiet_until::time, v.zone, v.people::text[], v.muted_pairs::jsonb,
       v.muted_sources::text[]
from (values %s) as v (watch_key, language, pace, digest_at, quiet_from, quiet_until, zone, people, muted_pairs, muted_sources)
on conflict (watch_key) do update
set language = excluded.language, pace = excluded.pace, digest_at = excluded.digest_at, quiet_from = excluded.quiet_from,
    quiet_until = excluded.quiet_until, zone = excluded.zone, people = excluded.people, muted_pairs = excluded.muted_pairs,
    muted_sources = excluded.muted_sources
where (ops.watch.*) is distinct from (excluded.*)
