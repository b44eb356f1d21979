-- Core: reference data, articles, names in them, contacts. A contact is the thing in the world, a contact mention one article's claim of it.

create table core.publisher (
    publisher_key text primary key,
    name_ar       text not null,
    name_en       text not null,
    country       text
);
comment on table core.publisher is 'Outlets, from feeds.yml.';
comment on column core.publisher.publisher_key is 'Key in feeds.yml.';
comment on column core.publisher.name_ar is 'Arabic name.';
comment on column core.publisher.name_en is 'English name.';
comment on column core.publisher.country is 'ISO 3166-1 alpha-2; null: not known.';

create table core.person (
    person_key text primary key,
    qid        text,
    name_ar    text not null,
    name_en    text not null,
    country    text not null
);
comment on table core.person is 'People of the lexicon.';
comment on column core.person.person_key is 'Documented key: lower-case English family name, with the first name where family names collide.';
comment on column core.person.qid is 'Wikidata item; null: not sure.';
comment on column core.person.name_ar is 'Arabic name.';
comment on column core.person.name_en is 'English name.';
comment on column core.person.country is 'State or body served, ISO 3166-1 alpha-2 or EU, NATO, UN and the like.';

create table core.office (
    office_key text primary key,
    role       text not null,
    country    text not null,
    detail     text not null default ''
);
comment on table core.office is 'Offices: a role of a state, with the post or body where there are several.';
comment on column core.office.office_key is 'Role, country and detail joined by a colon.';
comment on column core.office.role is 'Role of roles.yml.';
comment on column core.office.country is 'State or body.';
comment on column core.office.detail is 'Post, body or subject; empty where the role has one holder.';

create table core.office_term (
    person_key text not null references core.person,
    office_key text not null references core.office,
    starts_on  date not null,
    ends_on    date,
    is_acting  boolean not null default false,
    primary key (person_key, office_key, starts_on)
);
comment on table core.office_term is 'Who held which office when.';
comment on column core.office_term.person_key is 'Person.';
comment on column core.office_term.office_key is 'Office.';
comment on column core.office_term.starts_on is 'First day; the first of the month or year where only that is known.';
comment on column core.office_term.ends_on is 'Last day; null: in office.';
comment on column core.office_term.is_acting is 'Acting holder.';

create table core.place (
    place_key text primary key,
    name_ar   text not null,
    name_en   text not null,
    kind      text not null,
    country   text,
    latitude  double precision,
    longitude double precision,
    qid       text
);
comment on table core.place is 'Cities, regions, venues and countries of the lexicon.';
comment on column core.place.place_key is 'Key.';
comment on column core.place.name_ar is 'Arabic label.';
comment on column core.place.name_en is 'English label.';
comment on column core.place.kind is 'city, region, venue or country.';
comment on column core.place.country is 'ISO 3166-1 alpha-2.';
comment on column core.place.latitude is 'Degrees north, WGS 84; null: a country.';
comment on column core.place.longitude is 'Degrees east, WGS 84; null: a country.';
comment on column core.place.qid is 'Wikidata item; null: not sure.';

create table core.organisation (
    organisation_key text primary key,
    name_ar          text not null,
    name_en          text not null,
    kind             text not null,
    country          text,
    qid              text
);
comment on table core.organisation is 'Ministries, alliances, forums and other bodies of the lexicon.';
comment on column core.organisation.organisation_key is 'Key.';
comment on column core.organisation.name_ar is 'Arabic label.';
comment on column core.organisation.name_en is 'English label.';
comment on column core.organisation.kind is 'ministry, agency, alliance, forum and so on.';
comment on column core.organisation.country is 'State it belongs to; null: none.';
comment on column core.organisation.qid is 'Wikidata item; null: not sure.';

create table core.topic (
    topic_key text primary key,
    parent    text references core.topic,
    name_ar   text not null,
    name_en   text not null
);
comment on table core.topic is 'Taxonomy of keywords.';
comment on column core.topic.topic_key is 'Key.';
comment on column core.topic.parent is 'Broader topic; null: a top entry.';
comment on column core.topic.name_ar is 'Arabic label.';
comment on column core.topic.name_en is 'English label.';

create table core.article (
    article_id      bigint generated always as identity primary key,
    article_key     text not null unique,
    publisher_key   text not null references core.publisher,
    page_id         bigint references raw.page,
    url             text not null,
    title           text not null,
    text            text not null,
    content_sha256  text not null,
    published_at    timestamptz not null,
    published_basis text not null check (published_basis in ('feed', 'page', 'seen', 'given')),
    revision        int not null default 1,
    batch_id        bigint not null,
    first_loaded_at timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);
create index article_published_at on core.article (published_at);
comment on table core.article is 'Articles that passed validation, in their newest revision.';
comment on column core.article.article_id is 'Identity.';
comment on column core.article.article_key is 'Canonical URL, or the id of an article that was given as a file.';
comment on column core.article.publisher_key is 'Outlet.';
comment on column core.article.page_id is 'Archived page; null: given as a file.';
comment on column core.article.url is 'Link for readers; may be empty.';
comment on column core.article.title is 'Headline as published; spans of part title point into it (code points).';
comment on column core.article.text is 'Clean text as published; spans of part text point into it (code points).';
comment on column core.article.content_sha256 is 'SHA-256 of title and text, hex.';
comment on column core.article.published_at is 'Publication time.';
comment on column core.article.published_basis is 'Where that time comes from: feed, page, seen (first seen by Rasid) or given.';
comment on column core.article.revision is 'Grows when the publisher edits the article.';
comment on column core.article.batch_id is 'Batch that wrote this revision.';
comment on column core.article.first_loaded_at is 'When it reached core first.';
comment on column core.article.updated_at is 'When this revision reached core.';

create table core.article_revision (
    article_id     bigint not null references core.article on delete cascade,
    revision       int not null,
    title          text not null,
    text           text not null,
    content_sha256 text not null,
    batch_id       bigint not null,
    loaded_at      timestamptz not null default now(),
    primary key (article_id, revision)
);
comment on table core.article_revision is 'Every revision of every article.';
comment on column core.article_revision.article_id is 'Article.';
comment on column core.article_revision.revision is '1 for the first.';
comment on column core.article_revision.title is 'Headline of the revision.';
comment on column core.article_revision.text is 'Text of the revision.';
comment on column core.article_revision.content_sha256 is 'SHA-256 of title and text, hex.';
comment on column core.article_revision.batch_id is 'Batch that brought it.';
comment on column core.article_revision.loaded_at is 'When it reached core.';

create table core.entity_mention (
    article_id bigint not null references core.article on delete cascade,
    part       text not null check (part in ('title', 'text')),
    span_start int not null,
    span_end   int not null check (span_end > span_start),
    kind       text not null,
    entity_key text not null,
    surface    text not null,
    primary key (article_id, part, span_start, kind, entity_key)
);
create index entity_mention_entity on core.entity_mention (entity_key, article_id);
comment on table core.entity_mention is 'Names in the newest revision of each article.';
comment on column core.entity_mention.article_id is 'Article.';
comment on column core.entity_mention.part is 'title or text.';
comment on column core.entity_mention.span_start is 'First code point.';
comment on column core.entity_mention.span_end is 'Code point after the last.';
comment on column core.entity_mention.kind is 'person, office, country, place or organisation.';
comment on column core.entity_mention.entity_key is 'Key in the table of that kind.';
comment on column core.entity_mention.surface is 'The words as published.';

create table core.keyword_hit (
    article_id bigint not null references core.article on delete cascade,
    topic_key  text not null references core.topic,
    part       text not null check (part in ('title', 'text')),
    span_start int not null,
    span_end   int not null check (span_end > span_start),
    surface    text not null,
    primary key (article_id, part, span_start, topic_key)
);
create index keyword_hit_topic on core.keyword_hit (topic_key, article_id);
comment on table core.keyword_hit is 'Terms of the taxonomy in the newest revision of each article.';
comment on column core.keyword_hit.article_id is 'Article.';
comment on column core.keyword_hit.topic_key is 'Topic.';
comment on column core.keyword_hit.part is 'title or text.';
comment on column core.keyword_hit.span_start is 'First code point.';
comment on column core.keyword_hit.span_end is 'Code point after the last.';
comment on column core.keyword_hit.surface is 'The words as published.';

create table core.contact (
    contact_id        uuid primary key,
    merged_into       uuid references core.contact,
    watch_key         text not null,
    participants      text[] not null check (cardinality(participants) >= 2),
    mode              text not null check (mode in ('in_person', 'phone', 'video', 'message', 'unknown')),
    cameo             text not null,
    setting           text not null check (setting in ('bilateral', 'margins', 'multilateral', 'visit', 'delegation', 'unknown')),
    status            text not null check (status in ('held', 'ongoing', 'planned', 'possible', 'cancelled', 'postponed', 'denied', 'not_held')),
    starts_on         date,
    ends_on           date,
    date_basis        text,
    place             text,
    scope             text not null check (scope in ('principal', 'senior', 'delegation', 'minor')),
    role              text not null check (role in ('new', 'background')),
    confidence        real not null check (confidence between 0 and 1),
    revision          int not null default 1,
    first_reported_at timestamptz not null,
    last_reported_at  timestamptz not null,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    check ((starts_on is null) = (ends_on is null)),
    check (starts_on <= ends_on)
);
create index contact_participants on core.contact using gin (participants);
create index contact_starts_on on core.contact (starts_on);
comment on table core.contact is 'Contacts in the world. The id is kept through rebuilds; merged contacts point to the survivor.';
comment on column core.contact.contact_id is 'Stable id.';
comment on column core.contact.merged_into is 'Survivor of a merge; null: this contact stands.';
comment on column core.contact.watch_key is 'Watch of watches.yml that it belongs to.';
comment on column core.contact.participants is 'Person keys, or delegation keys where nobody is named; sorted.';
comment on column core.contact.mode is 'How they communicated.';
comment on column core.contact.cameo is 'CAMEO code: 041 telephone or other remote medium, 042 visit, 044 third place, 040 else; 036 while it is planned or possible.';
comment on column core.contact.setting is 'In what frame.';
comment on column core.contact.status is 'What is believed now.';
comment on column core.contact.starts_on is 'First day on which it may have happened; null: not known.';
comment on column core.contact.ends_on is 'Last such day.';
comment on column core.contact.date_basis is 'What the date was read from; null: no date.';
comment on column core.contact.place is 'English label of city or country with the most support; null: not said.';
comment on column core.contact.scope is 'Level of the people.';
comment on column core.contact.role is 'new once any article reported it as its news.';
comment on column core.contact.confidence is 'Of the best supporting mention, 0 to 1.';
comment on column core.contact.revision is 'Number of the newest row in contact_revision.';
comment on column core.contact.first_reported_at is 'Publication time of the first article that mentions it.';
comment on column core.contact.last_reported_at is 'Publication time of the last one.';
comment on column core.contact.created_at is 'When the row was written.';
comment on column core.contact.updated_at is 'When it changed last.';

create table core.contact_revision (
    contact_id   uuid not null references core.contact on delete cascade,
    revision     int not null,
    believed_at  timestamptz not null,
    participants text[] not null,
    mode         text not null,
    setting      text not null,
    status       text not null,
    starts_on    date,
    ends_on      date,
    place        text,
    confidence   real not null,
    article_key  text not null,
    recorded_at  timestamptz not null default now(),
    primary key (contact_id, revision)
);
comment on table core.contact_revision is 'What was believed of each contact from when on.';
comment on column core.contact_revision.contact_id is 'Contact.';
comment on column core.contact_revision.revision is '1 for the first belief.';
comment on column core.contact_revision.believed_at is 'Publication time of the article that brought this belief.';
comment on column core.contact_revision.participants is 'Participants believed then.';
comment on column core.contact_revision.mode is 'Mode believed then.';
comment on column core.contact_revision.setting is 'Setting believed then.';
comment on column core.contact_revision.status is 'Status believed then.';
comment on column core.contact_revision.starts_on is 'First day believed then.';
comment on column core.contact_revision.ends_on is 'Last day believed then.';
comment on column core.contact_revision.place is 'Place believed then.';
comment on column core.contact_revision.confidence is 'Confidence then.';
comment on column core.contact_revision.article_key is 'Article that brought it.';
comment on column core.contact_revision.recorded_at is 'When Rasid learnt it.';

create table core.contact_mention (
    mention_id     bigint generated always as identity primary key,
    article_id     bigint not null references core.article on delete cascade,
    contact_id     uuid references core.contact,
    ordinal        int not null,
    watch_key      text not null,
    participants   text[] not null,
    sides          jsonb not null,
    mode           text not null,
    setting        text not null,
    status         text not null,
    starts_on      date,
    ends_on        date,
    date_basis     text,
    date_surface   text,
    place          text,
    role           text not null,
    scope          text not null,
    confidence     real not null check (confidence between 0 and 1),
    part           text not null check (part in ('title', 'text')),
    evidence_start int not null,
    evidence_end   int not null check (evidence_end > evidence_start),
    evidence       text not null,
    features       text[] not null default '{}',
    is_resolved    boolean not null default false,
    unique (article_id, ordinal)
);
create index contact_mention_contact on core.contact_mention (contact_id);
create index contact_mention_unresolved on core.contact_mention (mention_id) where not is_resolved;
create index contact_mention_participants on core.contact_mention using gin (participants);
comment on table core.contact_mention is 'One article''s claim of a contact, with the words that assert it.';
comment on column core.contact_mention.mention_id is 'Identity.';
comment on column core.contact_mention.article_id is 'Article.';
comment on column core.contact_mention.contact_id is 'Contact that it supports; null: not resolved, or below the review threshold.';
comment on column core.contact_mention.ordinal is 'Position among the mentions of the article, from 0.';
comment on column core.contact_mention.watch_key is 'Watch of watches.yml.';
comment on column core.contact_mention.participants is 'Person keys or delegation keys, sorted.';
comment on column core.contact_mention.sides is 'Side to its participants.';
comment on column core.contact_mention.mode is 'Mode asserted.';
comment on column core.contact_mention.setting is 'Setting asserted.';
comment on column core.contact_mention.status is 'Status asserted on the publication date.';
comment on column core.contact_mention.starts_on is 'First day asserted; null: none.';
comment on column core.contact_mention.ends_on is 'Last day asserted.';
comment on column core.contact_mention.date_basis is 'explicit, weekday, relative, dateline, published, year or season.';
comment on column core.contact_mention.date_surface is 'The date in the article''s words.';
comment on column core.contact_mention.place is 'Place asserted.';
comment on column core.contact_mention.role is 'new or background in this article.';
comment on column core.contact_mention.scope is 'Level of the people.';
comment on column core.contact_mention.confidence is '0 to 1.';
comment on column core.contact_mention.part is 'title or text.';
comment on column core.contact_mention.evidence_start is 'First code point of the evidence.';
comment on column core.contact_mention.evidence_end is 'Code point after the last.';
comment on column core.contact_mention.evidence is 'The words, verbatim.';
comment on column core.contact_mention.features is 'Named reasons behind the reading.';
comment on column core.contact_mention.is_resolved is 'Resolution has seen it.';

create table core.contact_decision (
    decision_id bigint generated always as identity primary key,
    kind        text not null check (kind in ('merge', 'split')),
    contact_id  uuid not null references core.contact,
    other_id    uuid references core.contact,
    article_key text,
    decided_by  text not null,
    decided_at  timestamptz not null default now()
);
comment on table core.contact_decision is 'Merges and splits by operators; kept through rebuilds.';
comment on column core.contact_decision.decision_id is 'Identity.';
comment on column core.contact_decision.kind is 'merge: other_id becomes part of contact_id; split: the mentions of article_key leave contact_id.';
comment on column core.contact_decision.contact_id is 'Contact.';
comment on column core.contact_decision.other_id is 'Contact merged into it; null: a split.';
comment on column core.contact_decision.article_key is 'Article split off; null: a merge.';
comment on column core.contact_decision.decided_by is 'Who.';
comment on column core.contact_decision.decided_at is 'When.';
