with twice as (
    select gone.alert_id
    from ops.alert gone
    join core.contact c on c.contact_id = gone.contact_id and c.merged_into is not null
    join ops.alert stays on stays.contact_id = c.merged_into and stays.transition = gone.transition and stays.state = 'ready'
    where gone.transition <> 'corrected' and gone.contact_id = any(%(contact_ids)s::uuid[]) and gone.state = 'ready'
      and not exists (select from ops.delivery d where d.alert_id = gone.alert_id and d.state <> 'pending')
),
closed as (
    update ops.delivery d
    set state = 'refused', finished_at = now(), detail = 'the contact was merged into one that readers were told of'
    from twice
    where d.alert_id = twice.alert_id and d.state = 'pending'
)
update ops.alert a set state = 'suppressed', suppressed_reason = 'told_of_other_contact' from twice where a.alert_id = twice.alert_id
