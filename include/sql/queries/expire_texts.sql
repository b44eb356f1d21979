with old as (
    select article_id
    from core.article
    where text_expired_at is null and first_loaded_at < %(before)s
    order by first_loaded_at
    limit %(most)s
    for update skip locked
),
revisions as (
    update core.earlier_revision r set text = '' from old where r.article_id = old.article_id
)
update core.article a
set text = '', text_chars = 0, text_expired_at = now()
from old
where a.article_id = old.article_id
returning a.article_id
