with revised as (
    update core.article a
    set title = s.title, text = s.text, content_sha256 = encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex'),
        revision = a.revision + (a.content_sha256 <> encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex'))::int,
        batch_id = s.batch_id, updated_at = now(), text_expired_at = null
    from staging.article s
    join staging.batch b using (batch_id)
    where s.batch_id = %(batch_id)s and a.article_key = s.article_key
      and (b.is_reread or a.content_sha256 <> encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex'))
    returning a.article_id, b.is_reread
),
names as (delete from core.entity_mention where article_id in (select article_id from revised)),
keywords as (delete from core.keyword_hit where article_id in (select article_id from revised)),
stale as (
    update core.contact c set is_stale = true, stale_reason = case when lost.is_reread then 'replay' else c.stale_reason end
    from (
        select m.contact_id, bool_and(r.is_reread) as is_reread
        from core.contact_mention m join revised r using (article_id)
        where m.contact_id is not null
        group by m.contact_id
    ) lost
    where c.contact_id = lost.contact_id
)
delete from core.contact_mention where article_id in (select article_id from revised)
