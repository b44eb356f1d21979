-- What is known from elsewhere, to see what was missed; and bodies that have expired.

create table core.known_contact (
    known_id     bigint generated always as identity primary key,
    source       text not null,
    reference    text not null,
    participants text[] not null check (cardinality(participants) >= 2),
    starts_on    date not null,
    ends_on      date not null check (ends_on >= starts_on),
    place        text,
    remarks      text not null default '',
    loaded_at    timestamptz not null default now(),
    unique (source, reference)
);
comment on table core.known_contact is 'Contacts that official records or analysts'' lists tell of: what recall is measured against.';
comment on column core.known_contact.known_id is 'Identity.';
comment on column core.known_contact.source is 'Name of the list.';
comment on column core.known_contact.reference is 'What the list calls it.';
comment on column core.known_contact.participants is 'Person keys, sorted.';
comment on column core.known_contact.starts_on is 'First day on which it may have been.';
comment on column core.known_contact.ends_on is 'Last such day.';
comment on column core.known_contact.place is 'Place in the words of the list; null: not said.';
comment on column core.known_contact.remarks is 'Further words of the list.';
comment on column core.known_contact.loaded_at is 'When it was read.';

create view mart.recall as
select k.source, k.reference, k.participants, k.starts_on, k.ends_on, k.place, k.remarks, m.contact_id, coalesce(n.articles, 0) as articles,
       case when m.contact_id is not null then 'found' when n.articles > 0 then 'missed' else 'not_covered' end as outcome
from core.known_contact k
left join lateral (
    select c.contact_id
    from core.contact c
    where c.merged_into is null and c.withdrawn_at is null and c.status in ('held', 'ongoing') and c.participants @> k.participants
      and c.starts_on <= k.ends_on + 1 and c.ends_on >= k.starts_on - 1
    order by abs(c.starts_on - k.starts_on), c.contact_id
    limit 1
) m on true
left join lateral (
    select count(*)::int as articles
    from core.article a
    where (a.published_at at time zone 'UTC')::date between k.starts_on and k.ends_on + 3
      and not exists (select from unnest(k.participants) as p (person_key)
                       where not exists (select from core.entity_mention e
                                          where e.article_id = a.article_id and e.kind = 'person' and e.entity_key = p.person_key))
) n on true;
comment on view mart.recall is 'Contacts known from elsewhere against what the warehouse holds. A list names trips, not every encounter: absence from it proves nothing.';
comment on column mart.recall.source is 'Name of the list.';
comment on column mart.recall.reference is 'What the list calls it.';
comment on column mart.recall.participants is 'Person keys, sorted.';
comment on column mart.recall.starts_on is 'First day on which it may have been.';
comment on column mart.recall.ends_on is 'Last such day.';
comment on column mart.recall.place is 'Place in the words of the list; null: not said.';
comment on column mart.recall.remarks is 'Further words of the list.';
comment on column mart.recall.contact_id is 'Contact of these people, held on these days or a day beside them; null: none.';
comment on column mart.recall.articles is 'Articles of these days and the three after them that name all of these people.';
comment on column mart.recall.outcome is 'found, missed (articles name them, no contact was found), or not_covered (no such article was collected).';

alter table raw.page add column body_expired_at timestamptz;
comment on column raw.page.body_expired_at is 'When its last body was removed from the archive by policy; null: it is there.';
alter table raw.page_body add column body_expired_at timestamptz;
comment on column raw.page_body.body_expired_at is 'When it was removed from the archive by policy; null: it is there.';
alter table raw.feed_poll add column body_expired_at timestamptz;
comment on column raw.feed_poll.body_expired_at is 'When its body was removed from the archive by policy; null: it is there, or there was none.';
alter table core.article add column text_expired_at timestamptz;
comment on column core.article.text_expired_at is 'When its text was removed by policy: title, hash, link, names and evidence stay; null: it is there.';
create index page_body_age on raw.page_body (fetched_at) where body_expired_at is null;
create index page_body_hash on raw.page_body (body_sha256) where body_expired_at is null;
create index article_text_age on core.article (first_loaded_at) where text_expired_at is null;
create index feed_poll_body_age on raw.feed_poll (polled_at) where body_expired_at is null and archive_uri is not null;
create index feed_poll_body on raw.feed_poll (body_sha256) where body_expired_at is null;
