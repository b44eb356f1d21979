with due as (
    select d.delivery_id
    from ops.delivery d
    join ops.alert a using (alert_id)
    join ops.subscriber s using (subscriber_id)
    where d.state = 'pending' and d.next_attempt_at <= now() and a.state = 'ready' and s.is_active
    order by d.delivery_id
    limit 1
    for update of d skip locked
),
claimed as (
    update ops.delivery d
    set state = 'sending', claimed_at = clock_timestamp(), attempts = d.attempts + 1
    from due
    where d.delivery_id = due.delivery_id
    returning d.delivery_id, d.alert_id, d.subscriber_id, d.attempts
)
select c.delivery_id, c.attempts, a.contact_id::text as contact_id, a.transition, a.revision, a.facts, s.email, s.token::text as token
from claimed c
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
