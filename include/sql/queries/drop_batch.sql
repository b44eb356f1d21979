with gone as (
    delete from staging.article where batch_id = %(batch_id)s returning *
),
dropped as (
    update staging.batch set state = 'dropped' where batch_id = %(batch_id)s
)
insert into ops.quarantine (batch_id, article_key, expectation, why, article, state, decided_at, decided_by, reason)
select batch_id, article_key, 'batch_held', 'An operator dropped the batch that it came in.', to_jsonb(gone), 'dropped', now(), %(decided_by)s, %(reason)s
from gone
on conflict (batch_id, article_key, expectation) do nothing
returning article_key
