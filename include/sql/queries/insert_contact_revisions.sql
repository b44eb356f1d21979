insert into core.contact_revision (
    contact_id, revision, believed_at, participants, mode, setting, status, starts_on, ends_on, place, confidence, article_key
)
select v.contact_id::uuid, v.revision, v.believed_at, v.participants, v.mode, v.setting, v.status, v.starts_on::date, v.ends_on::date, v.place,
       v.confidence, v.article_key
from (values %s) as v (
    contact_id, revision, believed_at, participants, mode, setting, status, starts_on, ends_on, place, confidence, article_key
)
on conflict (contact_id, revision) do nothing
