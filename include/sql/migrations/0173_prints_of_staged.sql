-- What search and the search for copies need of an article is made where the article is read, by several processes, and kept beside it:
-- publishing then moves it from table to table. Whoever changes the row afterwards makes it void, and publishing makes it anew.

alter table staging.article add column search_document tsvector;
alter table staging.article add column dated_bands bigint[];
comment on column staging.article.search_document is 'Lexemes for core.article_search; null: to be made.';
comment on column staging.article.dated_bands is 'Bands for core.article_signature; null: to be made.';

create or replace function staging.forget_facts() returns trigger
language plpgsql as $$
begin
    new.facts := null;
    new.facts_of := null;
    new.search_document := null;
    new.dated_bands := null;
    return new;
end
$$;
comment on function staging.forget_facts() is 'Takes off a row that was changed what was made of it before.';

create function core.bands_nearby(bands bigint[], published_at timestamptz) returns bigint[]
language sql immutable parallel safe
return bands || array(
    select band + case when floor(extract(epoch from published_at))::bigint % 1209600 < 604800 then -281474976710656 else 281474976710656 end
    from unnest(bands) as b (band)
);
comment on function core.bands_nearby(bigint[], timestamptz) is
    'The bands of an article, and the same in the other fortnight that holds articles of a week before or after it: 2^48 is one fortnight.';
grant execute on function core.bands_nearby(bigint[], timestamptz) to public;
