-- Hashes of bands are spread evenly: those of each new article went to as many places of the index as it has bands. Now the number of the
-- fortnight goes before 48 bits of each (core/copies.py), and new ones lie together. Minutes for a million articles.
alter table core.article_signature add column dated_bands bigint[];
update core.article_signature s
set dated_bands = (
    select coalesce(array_agg((floor(extract(epoch from a.published_at) / (14 * 86400))::bigint << 48) | (b.band & ((1::bigint << 48) - 1)) order by b.at), '{}')
    from core.article a
    cross join lateral unnest(s.bands) with ordinality as b (band, at)
    where a.article_id = s.article_id
);
alter table core.article_signature alter column dated_bands set not null;
alter table core.article_signature drop column bands;
create index article_signature_dated_bands on core.article_signature using gin (dated_bands) with (fastupdate = off);
comment on column core.article_signature.dated_bands is 'Hashes of the bands, 48 bits of each behind the number of the fortnight of publication; empty: too short to tell.';
