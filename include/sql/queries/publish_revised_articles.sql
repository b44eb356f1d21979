-- The lock comes first, so that a text which another batch has just written is the one that is kept.
with edited as (
    select a.article_id, a.revision, a.title, a.text, a.content_sha256, a.batch_id, coalesce(a.revised_at, a.first_loaded_at) as loaded_at,
           s.article_key, a.content_sha256 <> s.content_sha256 as is_other, b.is_reread
    from staging.article s
    join staging.batch b using (batch_id)
    join core.article a using (article_key)
    where s.batch_id = %(batch_id)s and a.batch_id <> s.batch_id and (b.is_reread or a.content_sha256 <> s.content_sha256)
    order by a.article_id
    for update of a
),
kept as (
    insert into core.earlier_revision (article_id, revision, title, text, content_sha256, batch_id, loaded_at)
    select article_id, revision, title, text, content_sha256, batch_id, loaded_at from edited where is_other
),
revised as (
    update core.article a
    set title = s.title, text = s.text, text_chars = s.text_chars, content_sha256 = s.content_sha256, revision = a.revision + e.is_other::int,
        revised_at = case when e.is_other then now() else a.revised_at end,
        batch_id = s.batch_id, updated_at = now(), text_expired_at = null
    from edited e
    join staging.article s on s.batch_id = %(batch_id)s and s.article_key = e.article_key
    where a.article_id = e.article_id
    returning a.article_id, e.is_reread
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
