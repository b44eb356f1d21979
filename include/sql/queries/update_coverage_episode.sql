update ops.coverage_episode
set failing = %(failing)s, feeds = %(feeds)s, most_failing = greatest(most_failing, %(failing)s),
    ended_at = case when %(is_over)s then %(now)s::timestamptz end
where ended_at is null
returning episode_id, began_at, most_failing
