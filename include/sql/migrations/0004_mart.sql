-- Mart: what analysts read.

create view mart.contacts as
select c.contact_id, c.watch_key, c.participants, c.mode, c.cameo, c.setting, c.status, c.starts_on, c.ends_on, c.date_basis,
       c.place, c.scope, c.role, c.confidence, c.first_reported_at, c.last_reported_at,
       (select count(distinct m.article_id) from core.contact_mention m where m.contact_id = c.contact_id)::int as articles,
       (select count(distinct a.publisher_key) from core.contact_mention m join core.article a using (article_id)
         where m.contact_id = c.contact_id)::int as publishers
from core.contact c
where c.merged_into is null;
comment on view mart.contacts is 'Contacts as believed now.';

create view mart.contact_timeline as
select r.contact_id, r.revision, r.believed_at, r.status, r.mode, r.starts_on, r.ends_on, r.place, r.confidence, r.article_key
from core.contact_revision r join core.contact c using (contact_id)
where c.merged_into is null;
comment on view mart.contact_timeline is 'What was believed of each contact from when on.';

create view mart.contact_evidence as
select m.contact_id, a.article_key, a.publisher_key, a.url, a.title, a.published_at, m.status, m.role, m.mode, m.starts_on, m.ends_on,
       m.date_surface, m.place, m.confidence, m.part, m.evidence_start, m.evidence_end, m.evidence
from core.contact_mention m join core.article a using (article_id)
where m.contact_id is not null;
comment on view mart.contact_evidence is 'The words behind each contact.';

create view mart.articles as
select a.article_id, a.article_key, a.publisher_key, p.name_ar as publisher_ar, p.name_en as publisher_en, a.url, a.title, a.published_at,
       a.published_basis, a.revision, char_length(a.text) as text_chars
from core.article a join core.publisher p using (publisher_key);
comment on view mart.articles is 'Articles that passed validation.';

create view mart.coverage_daily as
select feed_key, (polled_at at time zone 'UTC')::date as day, count(*)::int as polls,
       count(*) filter (where outcome in ('ok', 'not_modified', 'unchanged'))::int as good_polls,
       sum(entries_seen)::int as entries_seen, sum(entries_new)::int as entries_new, sum(entries_rejected)::int as entries_rejected,
       count(*) filter (where is_coverage_gap)::int as coverage_gaps
from raw.feed_poll
group by feed_key, (polled_at at time zone 'UTC')::date;
comment on view mart.coverage_daily is 'Polls and entries per feed and UTC day.';

create view mart.source_health as
select f.feed_key, f.publisher_key, f.url, f.poll_interval, f.next_due_at, f.last_polled_at, f.last_ok_at, f.failures,
       (select max(e.first_seen_at) from raw.feed_entry e where e.feed_key = f.feed_key) as newest_entry_seen_at
from raw.feed f;
comment on view mart.source_health is 'State of each feed.';

create view mart.entity_daily as
select e.kind, e.entity_key, (a.published_at at time zone 'UTC')::date as day, count(*)::int as mentions, count(distinct e.article_id)::int as articles
from core.entity_mention e join core.article a using (article_id)
group by e.kind, e.entity_key, (a.published_at at time zone 'UTC')::date;
comment on view mart.entity_daily is 'Mentions of each entity per UTC day of publication.';

create view mart.alerts as
select alert_id, contact_id, transition, revision, article_key, watch_key, participants, starts_on, ends_on, place, is_late, state,
       suppressed_reason, as_of, created_at,
       (select count(*) from ops.delivery d where d.alert_id = a.alert_id and d.state = 'sent')::int as sent
from ops.alert a;
comment on view mart.alerts is 'Alerts and how many readers got them.';

comment on column mart.contacts.contact_id is 'Contact.';
comment on column mart.contacts.watch_key is 'Watch of watches.yml.';
comment on column mart.contacts.participants is 'Person keys or delegation keys, sorted.';
comment on column mart.contacts.mode is 'How they communicated.';
comment on column mart.contacts.cameo is 'CAMEO code.';
comment on column mart.contacts.setting is 'In what frame.';
comment on column mart.contacts.status is 'Status of GUIDE vocabulary.';
comment on column mart.contacts.starts_on is 'First day; null: not known.';
comment on column mart.contacts.ends_on is 'Last day.';
comment on column mart.contacts.date_basis is 'What the date was read from.';
comment on column mart.contacts.place is 'English label of city or country.';
comment on column mart.contacts.scope is 'Level of the people.';
comment on column mart.contacts.role is 'new or background.';
comment on column mart.contacts.confidence is '0 to 1.';
comment on column mart.contacts.first_reported_at is 'Publication time of the first article.';
comment on column mart.contacts.last_reported_at is 'Publication time of the last article.';
comment on column mart.contacts.articles is 'Articles that mention it.';
comment on column mart.contacts.publishers is 'Outlets that mention it.';
comment on column mart.contact_timeline.contact_id is 'Contact.';
comment on column mart.contact_timeline.revision is 'Number, from 1.';
comment on column mart.contact_timeline.believed_at is 'From when on this was believed (publication time).';
comment on column mart.contact_timeline.status is 'Status of GUIDE vocabulary.';
comment on column mart.contact_timeline.mode is 'How they communicated.';
comment on column mart.contact_timeline.starts_on is 'First day; null: not known.';
comment on column mart.contact_timeline.ends_on is 'Last day.';
comment on column mart.contact_timeline.place is 'English label of city or country.';
comment on column mart.contact_timeline.confidence is '0 to 1.';
comment on column mart.contact_timeline.article_key is 'Article.';
comment on column mart.contact_evidence.contact_id is 'Contact.';
comment on column mart.contact_evidence.article_key is 'Article.';
comment on column mart.contact_evidence.publisher_key is 'Outlet.';
comment on column mart.contact_evidence.url is 'Link.';
comment on column mart.contact_evidence.title is 'Headline.';
comment on column mart.contact_evidence.published_at is 'Publication time.';
comment on column mart.contact_evidence.status is 'Status of GUIDE vocabulary.';
comment on column mart.contact_evidence.role is 'new or background.';
comment on column mart.contact_evidence.mode is 'How they communicated.';
comment on column mart.contact_evidence.starts_on is 'First day; null: not known.';
comment on column mart.contact_evidence.ends_on is 'Last day.';
comment on column mart.contact_evidence.date_surface is 'The date in the words of the article.';
comment on column mart.contact_evidence.place is 'English label of city or country.';
comment on column mart.contact_evidence.confidence is '0 to 1.';
comment on column mart.contact_evidence.part is 'title or text.';
comment on column mart.contact_evidence.evidence_start is 'First code point in that part.';
comment on column mart.contact_evidence.evidence_end is 'Code point after the last.';
comment on column mart.contact_evidence.evidence is 'The words, verbatim.';
comment on column mart.articles.article_id is 'Identity.';
comment on column mart.articles.article_key is 'Article.';
comment on column mart.articles.publisher_key is 'Outlet.';
comment on column mart.articles.publisher_ar is 'Arabic name of the outlet.';
comment on column mart.articles.publisher_en is 'English name of the outlet.';
comment on column mart.articles.url is 'Link.';
comment on column mart.articles.title is 'Headline.';
comment on column mart.articles.published_at is 'Publication time.';
comment on column mart.articles.published_basis is 'feed, page, seen or given.';
comment on column mart.articles.revision is 'Number, from 1.';
comment on column mart.articles.text_chars is 'Length of the text in code points.';
comment on column mart.coverage_daily.feed_key is 'Feed.';
comment on column mart.coverage_daily.day is 'UTC day.';
comment on column mart.coverage_daily.polls is 'Polls.';
comment on column mart.coverage_daily.good_polls is 'Polls that gave a feed or 304.';
comment on column mart.coverage_daily.entries_seen is 'Items listed.';
comment on column mart.coverage_daily.entries_new is 'Items never seen before.';
comment on column mart.coverage_daily.entries_rejected is 'Items that could not be used.';
comment on column mart.coverage_daily.coverage_gaps is 'Polls in which nothing was known.';
comment on column mart.source_health.feed_key is 'Feed.';
comment on column mart.source_health.publisher_key is 'Outlet.';
comment on column mart.source_health.url is 'Link.';
comment on column mart.source_health.poll_interval is 'Current interval.';
comment on column mart.source_health.next_due_at is 'Next poll.';
comment on column mart.source_health.last_polled_at is 'Last attempt.';
comment on column mart.source_health.last_ok_at is 'Last good poll.';
comment on column mart.source_health.failures is 'Failed polls in a row.';
comment on column mart.source_health.newest_entry_seen_at is 'When the newest entry was seen.';
comment on column mart.entity_daily.kind is 'Kind of entity.';
comment on column mart.entity_daily.entity_key is 'Key.';
comment on column mart.entity_daily.day is 'UTC day.';
comment on column mart.entity_daily.mentions is 'Mentions.';
comment on column mart.entity_daily.articles is 'Articles that mention it.';
comment on column mart.alerts.alert_id is 'Identity.';
comment on column mart.alerts.contact_id is 'Contact.';
comment on column mart.alerts.transition is 'Transition.';
comment on column mart.alerts.revision is 'Number, from 1.';
comment on column mart.alerts.article_key is 'Article.';
comment on column mart.alerts.watch_key is 'Watch of watches.yml.';
comment on column mart.alerts.participants is 'Person keys or delegation keys, sorted.';
comment on column mart.alerts.starts_on is 'First day; null: not known.';
comment on column mart.alerts.ends_on is 'Last day.';
comment on column mart.alerts.place is 'English label of city or country.';
comment on column mart.alerts.is_late is 'Older than the freshness window.';
comment on column mart.alerts.state is 'ready or suppressed.';
comment on column mart.alerts.suppressed_reason is 'Why nobody is mailed.';
comment on column mart.alerts.as_of is 'What "now" was.';
comment on column mart.alerts.created_at is 'When it was written.';
comment on column mart.alerts.sent is 'Readers whose mail server accepted it.';
