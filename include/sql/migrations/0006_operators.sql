-- Contacts found by officials and days, what operators decided of them, what was taken back, and second opinions.

alter table core.contact
    add column is_stale boolean not null default false,
    add column withdrawn_at timestamptz;
comment on column core.contact.is_stale is 'Mentions of it are gone with a revision of their article: resolution looks at it again.';
comment on column core.contact.withdrawn_at is 'When no article claimed it any more; null: it stands.';
comment on column core.contact.cameo is 'CAMEO code: 041 telephone or other remote medium, 042 visit, 044 third place, 040 else; 036 while it is planned or possible, 125 when it is denied or called off.';
create index contact_stale on core.contact (watch_key) where is_stale;
create index contact_held_before on core.contact (participants, starts_on) where merged_into is null and status = 'held' and starts_on = ends_on;
create index contact_merged on core.contact (merged_into) where merged_into is not null;
create index contact_reported on core.contact (last_reported_at desc, contact_id);
update core.contact set is_stale = true where merged_into is null;  -- the next run of resolution files them

create table core.contact_reach (
    reach_key  text not null,
    contact_id uuid not null references core.contact on delete cascade,
    primary key (reach_key, contact_id)
);
create index contact_reach_contact on core.contact_reach (contact_id);
comment on table core.contact_reach is 'Where resolution looks for the contacts that a mention may belong to.';
comment on column core.contact_reach.reach_key is 'A pair of officials and a stretch of days in which the contact has mentions, or a decision that names one of them.';
comment on column core.contact_reach.contact_id is 'Contact that stands.';

alter table core.contact_decision
    drop constraint contact_decision_contact_id_fkey,
    drop constraint contact_decision_other_id_fkey,
    drop column article_key,
    add column watch_key text not null default 'us_russia',
    add column reason text not null default '';
alter table core.contact_decision alter column watch_key drop default;
comment on column core.contact_decision.kind is 'merge: other_id became part of contact_id; split: some mentions left contact_id for other_id.';
comment on column core.contact_decision.contact_id is 'Contact that was kept. The id as it was then: a rebuild may have made others.';
comment on column core.contact_decision.other_id is 'Contact that was merged into it, or the one that was split off.';
comment on column core.contact_decision.watch_key is 'Watch of watches.yml.';
comment on column core.contact_decision.reason is 'Why, in the words of who decided; may be empty.';

create table core.contact_decision_mention (
    decision_id bigint not null references core.contact_decision on delete cascade,
    article_key text not null,
    ordinal     int not null,
    is_kept     boolean not null,
    primary key (decision_id, article_key, ordinal)
);
comment on table core.contact_decision_mention is 'The mentions that a decision was about: what resolution applies each time.';
comment on column core.contact_decision_mention.decision_id is 'Decision.';
comment on column core.contact_decision_mention.article_key is 'Article.';
comment on column core.contact_decision_mention.ordinal is 'Position among the mentions of the article.';
comment on column core.contact_decision_mention.is_kept is 'Of the contact that was kept; false: of the one merged into it or split off.';

alter table ops.alert add column is_taken_back boolean not null default false;
comment on column ops.alert.is_taken_back is 'Does not follow any more from what the articles say.';

create table ops.second_opinion (
    question_sha256 text not null,
    model           text not null,
    article_key     text not null,
    outcome         text not null check (outcome in ('agreed', 'vetoed', 'enriched', 'unusable')),
    verdict         jsonb not null,
    asked_at        timestamptz not null default now(),
    primary key (question_sha256, model)
);
create index second_opinion_article on ops.second_opinion (article_key);
comment on table ops.second_opinion is 'What a language model said of uncertain contact mentions; the same question is asked once.';
comment on column ops.second_opinion.question_sha256 is 'SHA-256 of the question with its sentences, hex.';
comment on column ops.second_opinion.model is 'Model that was asked.';
comment on column ops.second_opinion.article_key is 'Article that the question was first asked for.';
comment on column ops.second_opinion.outcome is 'agreed, vetoed, enriched, or unusable (its quotation is not in the text, or it answered something else).';
comment on column ops.second_opinion.verdict is 'The answer; of an unusable one why.';
comment on column ops.second_opinion.asked_at is 'When.';

create or replace view mart.contacts as
select c.contact_id, c.watch_key, c.participants, c.mode, c.cameo, c.setting, c.status, c.starts_on, c.ends_on, c.date_basis,
       c.place, c.scope, c.role, c.confidence, c.first_reported_at, c.last_reported_at,
       (select count(distinct m.article_id) from core.contact_mention m where m.contact_id = c.contact_id)::int as articles,
       (select count(distinct a.publisher_key) from core.contact_mention m join core.article a using (article_id)
         where m.contact_id = c.contact_id)::int as publishers
from core.contact c
where c.merged_into is null and c.withdrawn_at is null;

create or replace view mart.alerts as
select alert_id, contact_id, transition, revision, article_key, watch_key, participants, starts_on, ends_on, place, is_late, state,
       suppressed_reason, as_of, created_at,
       (select count(*) from ops.delivery d where d.alert_id = a.alert_id and d.state = 'sent')::int as sent,
       is_taken_back
from ops.alert a;
comment on column mart.alerts.is_taken_back is 'Does not follow any more from what the articles say.';

create view mart.contact_claims as
select m.contact_id, f.field, f.value, count(distinct m.article_id)::int as articles, count(distinct a.publisher_key)::int as publishers,
       bool_or(f.value = f.believed) as is_believed
from core.contact_mention m
join core.contact c using (contact_id)
join core.article a using (article_id)
cross join lateral (values
    ('date', m.starts_on::text || case when m.ends_on > m.starts_on then '/' || m.ends_on::text else '' end,
             c.starts_on::text || case when c.ends_on > c.starts_on then '/' || c.ends_on::text else '' end),
    ('place', m.place, c.place),
    ('mode', nullif(m.mode, 'unknown'), c.mode),
    ('status', m.status, c.status)
) as f (field, value, believed)
where c.merged_into is null and f.value is not null
group by m.contact_id, f.field, f.value;
comment on view mart.contact_claims is 'What articles say of each contact, contradictions included, with their support.';
comment on column mart.contact_claims.contact_id is 'Contact.';
comment on column mart.contact_claims.field is 'date, place, mode or status.';
comment on column mart.contact_claims.value is 'What is said.';
comment on column mart.contact_claims.articles is 'Articles that say it.';
comment on column mart.contact_claims.publishers is 'Outlets that say it.';
comment on column mart.contact_claims.is_believed is 'Whether this is what is shown.';
