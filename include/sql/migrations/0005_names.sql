-- What the words of a name stand for, and spellings of names that no entry of the lexicon lists.

alter table core.entity_mention
    add column refers_to text[] not null default '{}',
    add column confidence real not null default 1 check (confidence > 0 and confidence <= 1);
comment on column core.entity_mention.kind is 'person, office, country, place, organisation or reference (words that point back at parties named before).';
comment on column core.entity_mention.entity_key is 'Key in the table of that kind; of an office role:country, of an institution that no entry lists kind:country, of a reference what it points by.';
comment on column core.entity_mention.refers_to is 'Whom an office or reference means, which state a body serves: keys of people or places, else countries.';
comment on column core.entity_mention.confidence is 'How far the reading can be trusted, above 0 to 1.';

create table core.name_sighting (
    form        text not null,
    person_key  text not null,
    article_key text not null,
    surface     text not null,
    example     text not null,
    was_taken   boolean not null,
    seen_at     timestamptz not null default now(),
    primary key (form, person_key, article_key)
);
comment on table core.name_sighting is 'Spellings near an official''s name that no entry of the lexicon lists, by article: for review.';
comment on column core.name_sighting.form is 'The spelling, folded.';
comment on column core.name_sighting.person_key is 'The person it is near to.';
comment on column core.name_sighting.article_key is 'Article.';
comment on column core.name_sighting.surface is 'The spelling as published.';
comment on column core.name_sighting.example is 'Words around it.';
comment on column core.name_sighting.was_taken is 'Whether it was read as that person''s name.';
comment on column core.name_sighting.seen_at is 'When it was seen first in that article.';

create view mart.name_suggestion as
select form, person_key, bool_or(was_taken) as was_taken, count(*)::int as articles, min(surface) as surface,
       (array_agg(example order by seen_at desc))[1] as example, max(seen_at) as last_seen_at
from core.name_sighting
group by form, person_key;
comment on view mart.name_suggestion is 'Spellings for review, with the number of articles they stood in.';
comment on column mart.name_suggestion.form is 'The spelling, folded.';
comment on column mart.name_suggestion.person_key is 'The person it is near to.';
comment on column mart.name_suggestion.was_taken is 'Whether it was ever read as that person''s name.';
comment on column mart.name_suggestion.articles is 'Articles it stood in.';
comment on column mart.name_suggestion.surface is 'The spelling as published.';
comment on column mart.name_suggestion.example is 'Words around the newest one.';
comment on column mart.name_suggestion.last_seen_at is 'When it was seen last.';
