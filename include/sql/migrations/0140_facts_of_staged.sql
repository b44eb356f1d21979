-- What validation looks at in the words of an article is measured once, where the article is read, and kept beside it. Whoever changes
-- the row afterwards makes the facts void: validation then measures anew, as it does where other rules have made them.

alter table staging.article add column facts jsonb;
alter table staging.article add column facts_of text;
comment on column staging.article.facts is 'Columns of the expectations that depend on this row alone: of the article, and of each contact mention; null: to be measured.';
comment on column staging.article.facts_of is 'SHA-256 of the rules and lexicons that made the facts, hex; null: there are none.';

create function staging.forget_facts() returns trigger
language plpgsql as $$
begin
    new.facts := null;
    new.facts_of := null;
    return new;
end
$$;
comment on function staging.forget_facts() is 'Takes the facts off a row that was changed without new ones.';

create trigger forget_facts before update on staging.article
for each row when (old.facts_of is not null and new.facts_of is not distinct from old.facts_of)
execute function staging.forget_facts();
comment on trigger forget_facts on staging.article is 'Facts describe the row as it was when they were made.';
