with poll as (
    insert into raw.feed_poll (run_id, feed_key, polled_at, outcome, body_sha256, archive_uri, entries_seen, entries_new, duration_ms)
    values (%(run_id)s, 'canary', now(), 'ok', null, null, 1, 1, 0)
    returning poll_id
),
entry as (
    insert into raw.feed_entry (feed_key, poll_id, identity, url, canonical_url, title, summary, published_at, first_seen_at)
    select 'canary', poll_id, %(url)s, %(url)s, %(url)s, %(title)s, '', now(), now() from poll
    returning entry_id
)
insert into raw.page (canonical_url, entry_id, url, state, outcome, http_status, final_url, media_type, charset, body_sha256, archive_uri, fetched_at)
select %(url)s, entry_id, %(url)s, 'fetched', 'fetched', 200, %(url)s, 'text/html', 'utf-8', %(body_sha256)s, %(archive_uri)s, now() from entry
returning page_id
