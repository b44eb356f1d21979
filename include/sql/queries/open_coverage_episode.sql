insert into ops.coverage_episode (began_at, failing, feeds, most_failing)
values (%(now)s, %(failing)s, %(feeds)s, %(failing)s)
on conflict ((true)) where ended_at is null do nothing
returning episode_id, began_at, most_failing
