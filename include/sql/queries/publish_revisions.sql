insert into core.article_revision (article_id, revision, title, text, content_sha256, batch_id)
select article_id, revision, title, text, content_sha256, batch_id
from core.article
where batch_id = %(batch_id)s
on conflict (article_id, revision) do nothing
