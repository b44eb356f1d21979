-- Search that knows Arabic: the folding of include/rasid/core/fold.py in SQL, words with their clitics, and names by whom they mean.
-- Nothing here depends on the locale of the database: characters are named by code point, and no text is compared by collation.

create function core.fold(stored text) returns text
language sql immutable strict parallel safe
return case
    -- Most texts hold only the variants that every Arabic text has: a short list of letters is ten times as fast as the whole.
    when stored !~ U&'[\0009\000DA-Z\00A0\00AD\0610-\061A\061C\0640\064B-\066C\0670-\0673\067E\0686\0698\06A4\06A9-\06AA\06AF\06BE\06C0-\06C1\06C3\06CC\06D0\06D5-\06ED\06F0-\06F9\1680\2000-\2003\2007\2009-\200F\202A-\202F\205F-\2069\3000\FEFF\FB50-\FDFF\FE70-\FEFC]' then translate(stored, 'أإآىئةؤ', 'اااييهو')
    else translate(
        case when stored ~ U&'[\FB50-\FDFF\FE70-\FEFC]' then (
            select string_agg(case when c.letter ~ U&'[\FB50-\FDFF\FE70-\FEFC]' then normalize(c.letter, nfkc) else c.letter end, '' order by c.place)
            from regexp_split_to_table(stored, '') with ordinality as c (letter, place)
        ) else stored end,
        U&'أإآ\0671\0672\0673ى\06CC\06D0ئة\06C1\06BE\06C0\06D5\06C3ؤ\06A9\06AF\06AA\067E\06A4\0686\0698\066A\066B\066C\00A0\1680\2000\2001\2002\2003\2007\2009\200A\200B\200C\202F\205F\3000\0009\000D\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9ABCDEFGHIJKLMNOPQRSTUVWXYZ\00AD\0610\0611\0612\0613\0614\0615\0616\0617\0618\0619\061A\061Cـ\064B\064C\064D\064E\064F\0650\0651\0652\0653\0654\0655\0656\0657\0658\0659\065A\065B\065C\065D\065E\065F\0670\06D6\06D7\06D8\06D9\06DA\06DB\06DC\06DD\06DE\06DF\06E0\06E1\06E2\06E3\06E4\06E5\06E6\06E7\06E8\06E9\06EA\06EB\06EC\06ED\200D\200E\200F\202A\202B\202C\202D\202E\2060\2061\2062\2063\2064\2065\2066\2067\2068\2069\FEFF',
        U&'ااااااييييههههههوكككبفجز%.,                01234567890123456789abcdefghijklmnopqrstuvwxyz'
    )
end;
comment on function core.fold(text) is 'Spelling variants folded, character by character, exactly as include/rasid/core/fold.py does; a matching key, never shown.';

create function core.search_words(folded text) returns text[]
language sql immutable strict parallel safe
return array(select m.found[1] from regexp_matches(folded, U&'[0-9a-z\00DF-\00F6\00F8-\024F\0370-\052F\0621-\063F\0641-\064A\066E-\06D3\06D5\06EE\06EF\06FA-\06FF\0750-\077F\08A0-\08C7]+', 'g') with ordinality as m (found, place) order by m.place);
comment on function core.search_words(text) is 'The words of a folded text in their order.';

create function core.query_forms(word text) returns text[]
language sql immutable strict parallel safe
return array(
    select distinct f.form
    from (values
        (word),
        (case when word ~ '^[وف]?[بكل]?ال' then regexp_replace(word, '^[وف]?[بكل]?ال', '') end),
        (case when word ~ '^[وف]?لل' then regexp_replace(word, '^[وف]?لل', '') end)
    ) as f (form)
    where char_length(f.form) >= 2
);
comment on function core.query_forms(text) is 'What a folded word of a query stands for: itself, and without the article and what is before it.';

create function core.name_candidates(word text) returns text[]
language sql immutable strict parallel safe
return array(
    select distinct f.form
    from (values (word), (regexp_replace(word, '^[وف]', '')), (regexp_replace(word, '^[وف]?[بكلس]', '')), (regexp_replace(word, '^[وف]?[بكل]?ال', '')),
                 (regexp_replace(word, '^[وف]?لل', '')), (regexp_replace(word, '^[وف]?لل', 'ال'))) as f (form)
    where char_length(f.form) >= 2
);
comment on function core.name_candidates(text) is 'The forms under which the first word of a name may be listed: without the clitics that a query may have put before it.';

create table core.article_search (
    article_id   bigint primary key references core.article on delete cascade,
    published_at timestamptz not null,
    document     tsvector not null
) with (toast_tuple_target = 128);
create index article_search_document on core.article_search using gin (document) with (fastupdate = on);
comment on table core.article_search is 'What search looks through: the lexemes of each article, kept beside its text so that a search reads little.';
comment on column core.article_search.article_id is 'Article.';
comment on column core.article_search.published_at is 'Its publication time.';
comment on column core.article_search.document is 'Words as written, ~ without clitics, @ entities, ^ in the title, # the week; docs/analysts.md explains them.';

create table core.search_name (
    form   text not null,
    lexeme text not null,
    primary key (form, lexeme)
);
comment on table core.search_name is 'Names of the lexicon and whom or what each means, for the words of a search.';
comment on column core.search_name.form is 'The name, folded, its words with single blanks between.';
comment on column core.search_name.lexeme is '@kind:key of what it means.';

create table core.search_state (
    names_sha256 text not null
);
comment on table core.search_state is 'One row: of which names core.search_name was filled.';
comment on column core.search_state.names_sha256 is 'SHA-256 of the names and lexemes, hex.';

create function core.as_query(lexemes text[]) returns tsquery
language sql immutable strict parallel safe
return coalesce((select string_agg('''' || replace(replace(l, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery from unnest(lexemes) as l), ''::tsquery);
comment on function core.as_query(text[]) is 'A query for any of the lexemes, whatever characters are in them.';

create type core.search_term as (
    words    text[],   -- what the query says, folded
    forms    text[],   -- of a single word: the forms that count as it
    entities text[]    -- lexemes of whom or what it means
);
comment on type core.search_term is 'One word or name of a query: words as folded, forms that count as it, lexemes of what it means.';

create function core.search_terms(q text) returns core.search_term[]
language plpgsql stable strict
set search_path = pg_catalog
as $$
declare
    words text[] := (core.search_words(core.fold(q)))[1:16];
    terms core.search_term[] := '{}';
    place int := 1;
    taken int;
    found text[];
begin
    while place <= cardinality(words) loop
        taken := least(5, cardinality(words) - place + 1);
        loop
            select array_agg(distinct n.lexeme) into found
            from unnest(core.name_candidates(words[place])) as c (first)
            join core.search_name n on n.form = array_to_string(c.first || words[place + 1 : place + taken - 1], ' ');
            exit when found is not null or taken = 1;
            taken := taken - 1;
        end loop;
        terms := terms || row(
            words[place : place + taken - 1],
            case when taken = 1 then core.query_forms(words[place]) else '{}'::text[] end,
            coalesce(found, '{}')
        )::core.search_term;
        place := place + taken;
    end loop;
    return terms;
end
$$;
comment on function core.search_terms(text) is 'The words and names of a query, at most 16 words: the longest name first.';

create function core.term_query(term core.search_term, mark text, with_derived boolean) returns tsquery
language plpgsql immutable parallel safe
set search_path = pg_catalog
as $$
declare
    named tsquery := core.as_query(array(select mark || e from unnest((term).entities) as e));
    word text;
    phrase tsquery;
begin
    if cardinality((term).forms) > 0 then
        return named || core.as_query(array(
            select mark || d || f from unnest((term).forms) as f cross join unnest(array['', case when with_derived then '~' end]) as d where d is not null));
    end if;
    foreach word in array (term).words loop
        phrase := coalesce(phrase && core.as_query(array[mark || word, mark || '~' || word]), core.as_query(array[mark || word, mark || '~' || word]));
    end loop;
    return named || phrase;
end
$$;
comment on function core.term_query(core.search_term, text, boolean) is 'The query of one term; mark ^ asks for it in the title; with_derived finds words under clitics, too.';

create function core.fold_origins(stored text) returns int[]
language sql immutable strict parallel safe
return case
    when stored ~ U&'[\FB50-\FDFF\FE70-\FEFC]' then (
        select array_agg(c.place::int order by c.place, n.n)
        from regexp_split_to_table(stored, '') with ordinality as c (letter, place)
        cross join generate_series(1, char_length(core.fold(c.letter))) as n (n)
    )
    when stored ~ U&'[\00AD\0610-\061A\061C\0640\064B-\065F\0670\06D6-\06ED\200D-\200F\202A-\202E\2060-\2069\FEFF]' then (
        select array_agg(place order by place)
        from (
            select generate_series(p.after - char_length(p.piece) + 1, p.after)::int as place
            from (
                select t.piece, sum(char_length(t.piece)) over (order by t.n) + t.n - 1 as after
                from regexp_split_to_table(stored, U&'[\00AD\0610-\061A\061C\0640\064B-\065F\0670\06D6-\06ED\200D-\200F\202A-\202E\2060-\2069\FEFF]') with ordinality as t (piece, n)
            ) as p
        ) as places
    )
end;
comment on function core.fold_origins(text) is 'For each character of the folded text its place in the stored one, from 1; null where folding keeps every place.';

create function core.search_marks(stored text, spans int4range[], terms core.search_term[]) returns int4multirange
language plpgsql immutable
set search_path = pg_catalog
as $$
declare
    folded text := core.fold(stored);
    origins int[] := core.fold_origins(stored);
    marks int4multirange := coalesce((select range_agg(s) from unnest(spans) as s), '{}');
    letters constant text := U&'0-9a-z\00DF-\00F6\00F8-\024F\0370-\052F\0621-\063F\0641-\064A\066E-\06D3\06D5\06EE\06EF\06FA-\06FF\0750-\077F\08A0-\08C7';
    term core.search_term;
    pattern text;
    first int;
    last int;
begin
    foreach term in array terms loop
        pattern := '(?<![' || letters || '])(?:[وف]?(?:[بكل]?ال|لل|[بكلس])?)(?:'
            || case when cardinality((term).forms) > 0 then array_to_string((term).forms, '|')
                    else array_to_string((term).words, '[^' || letters || ']+') end
            || ')(?![' || letters || '])';
        last := 0;
        for n in 1 .. 20 loop
            first := regexp_instr(folded, pattern, last + 1, 1, 0);
            exit when first = 0;
            last := regexp_instr(folded, pattern, first, 1, 1) - 1;
            marks := marks + int4multirange(int4range(
                case when origins is null then first else origins[first] end - 1,
                case when origins is null then last else origins[last] end));
        end loop;
    end loop;
    return marks;
end
$$;
comment on function core.search_marks(text, int4range[], core.search_term[]) is 'Where the terms stand in a stored text, in code points from 0; spans of names that are known already are taken over. At most 20 of each term.';

create function core.marked(stored text, marks int4multirange, first int, last int) returns text
language sql immutable parallel safe
set search_path = pg_catalog
return (
    with edges as (
        select greatest(lower(m), first) as a, least(upper(m), last) as b from unnest(marks) as m where lower(m) < last and upper(m) > first
    ),
    pieces as (
        select e.a as place, 1 as turn, '<mark>' as tag from edges e
        union all select e.b, 0, '</mark>' from edges e
        union all select first, 2, '' union all select last, -1, ''
    ),
    placed as (
        select place, turn, tag, lead(place) over (order by place, turn) as next from pieces
    )
    select string_agg(tag || replace(replace(replace(coalesce(substring(stored from place + 1 for next - place), ''), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), ''
                      order by place, turn)
    from placed
);
comment on function core.marked(text, int4multirange, int, int) is 'A stretch of a stored text as HTML: escaped, with <mark> around the marks.';

create function mart.search(q text, most int default 20)
returns table (
    article_key text, publisher_key text, url text, published_at timestamptz, rank real, title text, title_marked text, snippet text,
    title_marks int4multirange, text_marks int4multirange
)
language plpgsql stable security definer
set search_path = pg_catalog
set enable_seqscan = off
as $$
declare
    candidates constant int := 400;  -- only so many of the newest matches are ranked
    weeks_back constant int[] := array[1, 4, 13, 52];
    terms core.search_term[] := core.search_terms(coalesce(q, ''));
    query tsquery;
    title_of tsquery[];
    exact_of tsquery[];
    newest int := (select floor(extract(epoch from max(a.published_at)) / 604800)::int from core.article a);
    ids bigint[] := '{}';
    found bigint[];
    since int := 0;
    upto int;
    term core.search_term;
begin
    if cardinality(terms) = 0 or newest is null then
        return;
    end if;
    foreach term in array terms loop
        query := coalesce(query && core.term_query(term, '', true), core.term_query(term, '', true));
        title_of := title_of || core.term_query(term, '^', true);
        exact_of := exact_of || core.term_query(term, '', false);
    end loop;
    foreach upto in array weeks_back loop
        select array_agg(h.article_id) into found
        from (
            select s.article_id from core.article_search s
            where s.document @@ (core.as_query(array(select '#' || w from generate_series(newest - upto + 1, newest - since) as w)) && query)
            order by s.published_at desc, s.article_id desc
            limit candidates - cardinality(ids)
        ) h;
        ids := ids || coalesce(found, '{}');
        since := upto;
        exit when cardinality(ids) >= candidates;
    end loop;
    if cardinality(ids) < candidates then
        select array_agg(h.article_id) into found
        from (
            select s.article_id from core.article_search s
            where s.document @@ query and s.published_at < to_timestamp((newest - since + 1)::float8 * 604800)
            order by s.published_at desc, s.article_id desc
            limit candidates - cardinality(ids)
        ) h;
        ids := ids || coalesce(found, '{}');
    end if;
    return query
    with scored as (
        select s.article_id, s.published_at,
               (select avg(case when s.document @@ t.in_title then 1.0 when s.document @@ t.exact then 0.5 else 0.25 end)
                  from unnest(title_of, exact_of) as t (in_title, exact))::real as score
        from core.article_search s
        where s.article_id = any(ids)
        order by score desc, s.published_at desc, s.article_id desc
        limit least(greatest(most, 0), 100)
    ),
    placed as materialized (
        select a.*, c.score,
               core.search_marks(a.title, array(select int4range(e.span_start, e.span_end) from core.entity_mention e
                   where e.article_id = a.article_id and e.part = 'title' and '@' || e.kind || ':' || e.entity_key = any(named.lexemes)), terms) as in_title,
               core.search_marks(a.text, array(select int4range(e.span_start, e.span_end) from core.entity_mention e
                   where e.article_id = a.article_id and e.part = 'text' and '@' || e.kind || ':' || e.entity_key = any(named.lexemes)), terms) as in_text
        from scored c
        join core.article a using (article_id)
        cross join (select array(select unnest((t).entities) from unnest(terms) as t) as lexemes) as named
    )
    select p.article_key, p.publisher_key, p.url, p.published_at, p.score, p.title, core.marked(p.title, p.in_title, 0, char_length(p.title)),
           case when s.first > 0 then '…' else '' end || core.marked(p.text, p.in_text, s.first, s.last) || case when s.last < char_length(p.text) then '…' else '' end,
           p.in_title, p.in_text
    from placed p
    cross join lateral (
        select f.first, least(f.first + 220, char_length(p.text)) as last
        from (select greatest(coalesce(lower(p.in_text), 0) - 60, 0) as first) as f
    ) as s
    order by p.score desc, p.published_at desc, p.article_key;
end
$$;
comment on function mart.search(text, int) is 'Articles that hold every word of q, in any spelling and under any clitic; names find whom they mean. Only the newest 400 matches are ranked: in the title before in the text, as written before under clitics, newer before older. Marks are code points into the stored title and text.';
revoke execute on function mart.search(text, int) from public;
