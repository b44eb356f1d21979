with decided as (
    update ops.notice_delivery
    set state = %(state)s, leased_until = null, next_attempt_at = '-infinity', finished_at = case when %(state)s <> 'pending' then now() end,
        detail = 'decided by a person'
    where notice_delivery_id = %(notice_delivery_id)s and state = 'unknown'
    returning notice_delivery_id, notice_id
),
opened as (
    update ops.notice n set mailed_at = null from decided d where d.notice_id = n.notice_id and %(state)s = 'pending'
)
select notice_delivery_id from decided
