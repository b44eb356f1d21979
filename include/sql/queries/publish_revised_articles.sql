with revised as (
    update core.article a
    set title = s.title, text = s.text, content_sha256 = encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex'),
        revision = a.revision + 1, batch_id = s.batch_id, updated_at = now()
    from staging.article s
    where s.batch_id = %(batch_id)s and a.article_key = s.article_key
      and a.content_sha256 <> encode(sha256(convert_to(s.title || E'\n' || s.text, 'UTF8')), 'hex')
    returning a.article_id
),
names as (delete from core.entity_mention where article_id in (select article_id from revised)),
keywords as (delete from core.keyword_hit where article_id in (select article_id from revised))
delete from core.contact_mention where article_id in (select article_id from revised)
