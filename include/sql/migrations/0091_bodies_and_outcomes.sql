-- What extraction made of each body of a page, so that a replay takes the one that gave the article; an entry whose article is in core is published.

alter table raw.page_body add column extract_outcome text;
comment on column raw.page_body.extract_outcome is 'What extraction made of it last; null: not extracted, or before this was kept.';
update raw.page_body b
set extract_outcome = p.extract_outcome
from raw.page p
where p.page_id = b.page_id and p.body_sha256 = b.body_sha256 and p.extracted_at is not null;

-- A page whose body the archive has lost is fetched anew, whatever its validators say.
update raw.page
set etag = null, last_modified = null, revisit_at = now()
where state = 'fetched' and extract_outcome = 'body_lost' and body_expired_at is null;

-- A text that came anew after it had expired is there, and expires again.
update core.article set text_expired_at = null where text_expired_at is not null and text <> '';

create or replace view mart.entry_outcomes as
select e.entry_id, e.feed_key, e.canonical_url, e.title, e.first_seen_at,
       case
           when p.page_id is null then 'page_missing'
           when a.article_id is not null then 'published'
           when p.state = 'pending' then 'to_be_fetched'
           when p.state = 'failed' then p.outcome
           when p.extracted_at is null then 'to_be_extracted'
           when p.extract_outcome not in ('extracted', 'same_article') then p.extract_outcome
           when exists (select from staging.article s where s.article_key = p.canonical_url) then 'in_staging'
           when exists (select from ops.quarantine q where q.article_key = p.canonical_url and q.state = 'held') then 'quarantined'
           when exists (select from ops.quarantine q where q.article_key = p.canonical_url and q.state = 'dropped') then 'dropped'
           when exists (select from ops.rejection r where r.page_id = p.page_id and r.stage = 'detect') then 'detection_failed'
           else 'unaccounted'
       end as outcome
from raw.feed_entry e
left join raw.page p using (canonical_url)
left join core.article a on a.article_key = p.canonical_url;
comment on column mart.entry_outcomes.outcome is 'published (also while its page is looked at again), quarantined, dropped, in_staging, to_be_fetched, to_be_extracted, detection_failed, or why there is no article; unaccounted and page_missing only in a damaged warehouse; closed list in docs/glossary.md.';
