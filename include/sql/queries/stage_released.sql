with released as (
    select q.article_key, max(q.quarantine_id) as newest, array_agg(distinct q.expectation) as waived
    from ops.quarantine q
    where q.quarantine_id = any(%(quarantine_ids)s)
    group by q.article_key
)
insert into staging.article (
    batch_id, article_key, page_id, publisher_key, url, title, text, published_at, published_basis, seen_at, text_chars, arabic_letter_ratio,
    replacement_chars, duplicate_paragraphs, content_sha256, waived
)
select %(batch_id)s, r.article_key, a.page_id, a.publisher_key, a.url, a.title, a.text, a.published_at, a.published_basis, a.seen_at, char_length(a.text),
       a.arabic_letter_ratio, a.replacement_chars, a.duplicate_paragraphs, encode(sha256(convert_to(a.title || E'\n' || a.text, 'UTF8')), 'hex'), r.waived
from released r
join ops.quarantine q on q.quarantine_id = r.newest
cross join jsonb_to_record(q.article) as a (
    page_id bigint, publisher_key text, url text, title text, text text, published_at timestamptz, published_basis text, seen_at timestamptz,
    arabic_letter_ratio real, replacement_chars int, duplicate_paragraphs int
)
returning article_key
