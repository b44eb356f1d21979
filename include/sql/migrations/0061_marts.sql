-- Marts for questions across articles: what was believed when, who is named where, what validation found.

-- Texts lie beside the rows, so that questions on titles and times read little; their length is kept for the same reason.
alter table core.article set (toast_tuple_target = 256);
alter table core.article_revision set (toast_tuple_target = 256);
alter table core.article add column text_chars int not null generated always as (char_length(text)) stored;
comment on column core.article.text_chars is 'Length of the text in code points; 0 once it has expired.';
create or replace view mart.articles as
select a.article_id, a.article_key, a.publisher_key, p.name_ar as publisher_ar, p.name_en as publisher_en, a.url, a.title, a.published_at,
       a.published_basis, a.revision, a.text_chars
from core.article a join core.publisher p using (publisher_key);

create index article_published_day on core.article (((published_at at time zone 'UTC')::date));
create index contact_mention_article on core.contact_mention (article_id);
create index feed_poll_time on raw.feed_poll (polled_at);

create function mart.contacts_as_of(t timestamptz, known_by timestamptz default 'infinity')
returns table (
    contact_id uuid, watch_key text, participants text[], mode text, setting text, status text, starts_on date, ends_on date, place text,
    scope text, confidence real, revision int, believed_at timestamptz, article_key text
)
language sql stable security definer
set search_path = pg_catalog
as $$
    select r.contact_id, c.watch_key, r.participants, r.mode, r.setting, r.status, r.starts_on, r.ends_on, r.place,
           c.scope, r.confidence, r.revision, r.believed_at, r.article_key
    from (
        select distinct on (v.contact_id) v.*
        from core.contact_revision v
        where v.believed_at <= t and v.recorded_at <= known_by
        order by v.contact_id, v.revision desc
    ) r
    join core.contact c using (contact_id)
    where c.merged_into is null and (c.withdrawn_at is null or c.withdrawn_at > known_by)
    order by r.starts_on nulls last, r.contact_id
$$;
comment on function mart.contacts_as_of(timestamptz, timestamptz) is
    'What was believed of each contact by articles published up to t; known_by leaves out what Rasid itself learnt later.';
revoke execute on function mart.contacts_as_of(timestamptz, timestamptz) from public;

create view mart.publishers as
select publisher_key, name_ar, name_en, country from core.publisher;
comment on view mart.publishers is 'Outlets.';
comment on column mart.publishers.publisher_key is 'Outlet.';
comment on column mart.publishers.name_ar is 'Arabic name.';
comment on column mart.publishers.name_en is 'English name.';
comment on column mart.publishers.country is 'ISO 3166-1 alpha-2; null: not known.';

create view mart.entities as
select 'person' as kind, person_key as entity_key, name_ar, name_en, country from core.person
union all select 'organisation', organisation_key, name_ar, name_en, country from core.organisation
union all select case kind when 'country' then 'country' else 'place' end, case kind when 'country' then country else place_key end,
                 name_ar, name_en, country from core.place;
comment on view mart.entities is 'People, bodies, places and countries of the lexicon.';
comment on column mart.entities.kind is 'person, organisation, place or country.';
comment on column mart.entities.entity_key is 'Key, as in the other views.';
comment on column mart.entities.name_ar is 'Arabic name.';
comment on column mart.entities.name_en is 'English name.';
comment on column mart.entities.country is 'State or body served or belonged to; null: none.';

create view mart.office_terms as
select t.person_key, p.name_ar, p.name_en, o.role, o.country, o.detail, t.starts_on, t.ends_on, t.is_acting
from core.office_term t join core.office o using (office_key) join core.person p using (person_key);
comment on view mart.office_terms is 'Who held which office when.';
comment on column mart.office_terms.person_key is 'Person.';
comment on column mart.office_terms.name_ar is 'Arabic name.';
comment on column mart.office_terms.name_en is 'English name.';
comment on column mart.office_terms.role is 'Role of roles.yml.';
comment on column mart.office_terms.country is 'State or body.';
comment on column mart.office_terms.detail is 'Post, body or subject; empty where the role has one holder.';
comment on column mart.office_terms.starts_on is 'First day.';
comment on column mart.office_terms.ends_on is 'Last day; null: in office.';
comment on column mart.office_terms.is_acting is 'Acting holder.';

create view mart.article_entities as
select e.article_id, a.published_at, a.publisher_key, e.kind, e.entity_key, e.part, e.span_start, e.span_end, e.surface, e.refers_to
from core.entity_mention e join core.article a using (article_id);
comment on view mart.article_entities is 'Each name in each article, with its place in the stored text.';
comment on column mart.article_entities.article_id is 'Article.';
comment on column mart.article_entities.published_at is 'Publication time of the article.';
comment on column mart.article_entities.publisher_key is 'Outlet.';
comment on column mart.article_entities.kind is 'person, office, country, place, organisation or reference.';
comment on column mart.article_entities.entity_key is 'Key.';
comment on column mart.article_entities.part is 'title or text.';
comment on column mart.article_entities.span_start is 'First code point.';
comment on column mart.article_entities.span_end is 'Code point after the last.';
comment on column mart.article_entities.surface is 'The words as published.';
comment on column mart.article_entities.refers_to is 'Whom an office or reference means.';

create view mart.article_topics as
select k.article_id, a.published_at, a.publisher_key, k.topic_key, t.name_ar, t.name_en, t.parent, count(*)::int as hits
from core.keyword_hit k join core.article a using (article_id) join core.topic t using (topic_key)
group by k.article_id, a.published_at, a.publisher_key, k.topic_key, t.name_ar, t.name_en, t.parent;
comment on view mart.article_topics is 'Topics of each article.';
comment on column mart.article_topics.article_id is 'Article.';
comment on column mart.article_topics.published_at is 'Publication time of the article.';
comment on column mart.article_topics.publisher_key is 'Outlet.';
comment on column mart.article_topics.topic_key is 'Topic.';
comment on column mart.article_topics.name_ar is 'Arabic label.';
comment on column mart.article_topics.name_en is 'English label.';
comment on column mart.article_topics.parent is 'Broader topic; null: a top entry.';
comment on column mart.article_topics.hits is 'Terms of the topic in the article.';

create view mart.quality_daily as
select (checked_at at time zone 'UTC')::date as day, suite, expectation, severity, count(*)::int as checks,
       count(*) filter (where not success)::int as failed, sum(element_count)::bigint as rows_checked, sum(unexpected_count)::bigint as rows_failed
from ops.quality_result
group by 1, 2, 3, 4;
comment on view mart.quality_daily is 'What validation and audits found, per UTC day.';
comment on column mart.quality_daily.day is 'UTC day.';
comment on column mart.quality_daily.suite is 'articles, contacts, references, polls or sources.';
comment on column mart.quality_daily.expectation is 'Expectation.';
comment on column mart.quality_daily.severity is 'block, quarantine or warn.';
comment on column mart.quality_daily.checks is 'How often it was checked.';
comment on column mart.quality_daily.failed is 'How often it failed.';
comment on column mart.quality_daily.rows_checked is 'Rows looked at.';
comment on column mart.quality_daily.rows_failed is 'Rows that failed.';
