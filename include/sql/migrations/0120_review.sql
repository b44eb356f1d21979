-- What people answer about contacts, and corrections: what readers must be told when an alert was wrong.

create table core.contact_verdict (
    verdict_id bigint generated always as identity primary key,
    kind       text not null check (kind in ('approved', 'rejected', 'corrected')),
    contact_id uuid not null,
    watch_key  text not null,
    fixes      jsonb not null default '{}',
    decided_by text not null,
    via        text not null check (via in ('airflow', 'command')),
    reason     text not null default '',
    decided_at timestamptz not null default now(),
    check ((kind = 'corrected') = (fixes <> '{}'))
);
create index contact_verdict_watch on core.contact_verdict (watch_key, verdict_id);
create index contact_verdict_contact on core.contact_verdict (contact_id);
comment on table core.contact_verdict is 'What people answered about contacts: resolution applies it each time, and it is a label.';
comment on column core.contact_verdict.verdict_id is 'Identity; of two about one mention the later counts.';
comment on column core.contact_verdict.kind is 'approved, rejected (there was no such contact) or corrected.';
comment on column core.contact_verdict.contact_id is 'Contact that was asked about. The id as it was then: a rebuild may have made others.';
comment on column core.contact_verdict.watch_key is 'Watch of watches.yml.';
comment on column core.contact_verdict.fixes is 'What was put right: status, starts_on and ends_on, place, participants with sides; null: not known. Empty: nothing.';
comment on column core.contact_verdict.decided_by is 'Who.';
comment on column core.contact_verdict.via is 'airflow (required actions) or command (./rasid review).';
comment on column core.contact_verdict.reason is 'Why, in their words; may be empty.';
comment on column core.contact_verdict.decided_at is 'When.';

create table core.contact_verdict_mention (
    verdict_id   bigint not null references core.contact_verdict on delete cascade,
    article_key  text not null,
    ordinal      int not null,
    published_at timestamptz not null,
    evidence     text not null,
    participants text[] not null,
    is_asked     boolean not null,
    claim        jsonb not null,
    primary key (verdict_id, article_key, ordinal)
);
create index contact_verdict_mention_article on core.contact_verdict_mention (article_key);
comment on table core.contact_verdict_mention is 'The mentions that an answer was about, by what stays the same when articles are read anew.';
comment on column core.contact_verdict_mention.verdict_id is 'Answer.';
comment on column core.contact_verdict_mention.article_key is 'Article.';
comment on column core.contact_verdict_mention.ordinal is 'Position among the mentions of the article then.';
comment on column core.contact_verdict_mention.published_at is 'Publication time of the article: copies of the next days count too.';
comment on column core.contact_verdict_mention.evidence is 'The words, verbatim.';
comment on column core.contact_verdict_mention.participants is 'Whom they were read as, before anything was put right.';
comment on column core.contact_verdict_mention.is_asked is 'It claims the status that the person was asked about.';
comment on column core.contact_verdict_mention.claim is 'The contact as the person left it, in the fields of labelled articles; of a rejected one as it was read.';

alter table ops.review
    drop constraint review_state_check,
    add constraint review_state_check check (state in ('waiting', 'approved', 'rejected', 'corrected', 'moot')),
    add column asked_until timestamptz,
    add column note        text;
create index review_waiting on ops.review (created_at) where state = 'waiting';
comment on column ops.review.state is 'waiting, approved, rejected, corrected, or moot (no question any more: the contact became sure, was merged, or nobody claims it).';
comment on column ops.review.asked_until is 'Airflow shows it as a required action until then; null: not asked yet.';
comment on column ops.review.note is 'Why the last answer could not be taken; null: none was given, or it was.';
comment on column ops.review.created_at is 'When it was queued, the last time.';
comment on column ops.review.decided_by is 'Who; null: waiting or moot.';
comment on column ops.review.decided_at is 'When; null: waiting or moot.';

create table ops.correction (
    wrong_alert_id bigint primary key references ops.alert,
    alert_id       bigint not null references ops.alert,
    cause          text not null check (cause in ('rejected', 'split', 'corrected', 'withdrawn'))
);
create index correction_alert on ops.correction (alert_id);
comment on table ops.correction is 'Alerts that were wrong after somebody had got them, each with the alert that corrects it: an alert is corrected once.';
comment on column ops.correction.wrong_alert_id is 'The alert that was wrong.';
comment on column ops.correction.alert_id is 'The alert of transition corrected that says so, in the same thread.';
comment on column ops.correction.cause is 'rejected, split or corrected by a person, or withdrawn by its source.';

alter table ops.alert
    drop constraint alert_transition_check,
    add constraint alert_transition_check check (transition in ('announced', 'held', 'postponed', 'cancelled', 'denied', 'corrected'));
comment on column ops.alert.transition is 'announced, held, postponed, cancelled, denied, or corrected: earlier alerts of the contact were wrong.';
comment on column ops.alert.revision is 'Grows when the same transition comes anew: another postponement, a new day or place, another correction.';
comment on column ops.alert.is_taken_back is 'Does not follow any more from what the articles say, or from what people said of them.';

-- A correction follows from a decision, not from news: it has no latency.
do $$
begin
    execute replace(
        (select 'create or replace view mart.alert_latency as ' || pg_get_viewdef('mart.alert_latency'::regclass)),
        '''ready''::text', '''ready''::text and a.transition <> ''corrected''::text'
    );
end
$$;
