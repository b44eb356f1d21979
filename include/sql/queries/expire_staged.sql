with gone as (
    delete from staging.article a
    using staging.batch b
    where b.batch_id = a.batch_id and b.state in ('published', 'dropped') and b.created_at < %(before)s
    returning a.article_key
),
decided as (
    update ops.quarantine
    set article = article - 'text'
    where state <> 'held' and decided_at < %(before)s and article ? 'text'
    returning quarantine_id
)
select (select count(*) from gone)::int as staged, (select count(*) from decided)::int as quarantined
