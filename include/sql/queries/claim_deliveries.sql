with due as (
    select delivery_id
    from ops.delivery
    where state = 'pending' and next_attempt_at <= now()
    order by delivery_id
    limit %(most)s
    for update skip locked
),
claimed as (
    update ops.delivery d
    set state = 'sending', claimed_at = now(), attempts = attempts + 1
    from due
    where d.delivery_id = due.delivery_id
    returning d.delivery_id, d.alert_id, d.subscriber_id
)
select c.delivery_id, a.contact_id::text as contact_id, a.transition, a.revision, a.facts, s.email, s.token
from claimed c
join ops.alert a using (alert_id)
join ops.subscriber s using (subscriber_id)
order by c.delivery_id
