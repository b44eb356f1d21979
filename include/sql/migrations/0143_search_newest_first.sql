-- A word of every second article has a list of half a million in the index of words; the newest matches are found sooner by reading the
-- newest articles. What is found stays the same: the newest 400 matches are ranked.
create index article_search_newest on core.article_search (published_at desc, article_id desc);

create or replace function mart.search(q text, most int default 20)
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
    newest_read constant int := 1000;  -- articles read before the index of words is asked
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
    -- Everyday words: the newest articles, one after the other, until enough of them match.
    select array_agg(h.article_id) into ids
    from (
        select n.article_id
        from (
            select s.article_id, s.published_at, s.document from core.article_search s order by s.published_at desc, s.article_id desc limit newest_read
        ) n
        where n.document @@ query
        order by n.published_at desc, n.article_id desc
        limit candidates
    ) h;
    if coalesce(cardinality(ids), 0) < candidates then
        ids := '{}';
    end if;
    foreach upto in array weeks_back loop
        exit when cardinality(ids) >= candidates;
        select array_agg(h.article_id) into found
        from (
            select s.article_id
            from (
                select i.article_id, i.published_at from core.article_search i
                where i.document @@ (core.as_query(array(select '#' || w from generate_series(newest - upto + 1, newest - since) as w)) && query)
                offset 0  -- by the index of words: walking all articles for a rare word takes seconds
            ) s
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
            select s.article_id
            from (
                select i.article_id, i.published_at from core.article_search i
                where i.document @@ query and i.published_at < to_timestamp((newest - since + 1)::float8 * 604800)
                offset 0
            ) s
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
