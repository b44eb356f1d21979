with revised as (
    update core.article a
    set title = s.title, text = s.text, content_sha256 = encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex'),
        revision = a.revision + 1, text_expired_at = null, batch_id = s.batch_id, updated_at = now()
    from staging.article s
    where s.batch_id = %(batch_id)s and a.article_key = s.article_key
      and a.content_sha256 <> encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex')
    returning a.article_id
),
names as (delete from core.entity_mention where article_id in (select article_id from revised)),
keywords as (delete from core.keyword_hit where article_id in (select article_id from revised)),
stale as (
    update core.contact set is_stale = true
    where contact_id in (select m.contact_id from core.contact_mention m join revised using (article_id))
)
delete from core.contact_mention where article_id in (select article_id from revised)
