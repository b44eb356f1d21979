with news as (
    select d.delivery_id, d.subscriber_id, a.participants, w.people, w.muted_pairs, w.muted_sources,
           array(select distinct r.publisher_key
                 from core.contact_mention m join core.article r using (article_id)
                 where m.contact_id = a.contact_id) as publishers
    from ops.delivery d
    join ops.alert a using (alert_id)
    left join ops.watch w using (watch_key)
    where d.state = 'pending' and a.transition <> 'corrected'  -- of those, each got what was wrong
      and coalesce(d.leased_until, '-infinity') <= now()
      and (cardinality(w.people) > 0 or jsonb_array_length(w.muted_pairs) > 0 or cardinality(w.muted_sources) > 0
           or exists (select from ops.mute u where u.subscriber_id = d.subscriber_id))
),
reasons as (
    select n.delivery_id,
           case
               when cardinality(n.people) > 0 and not n.people && n.participants then 'nobody whom the watch names'
               when exists (select from jsonb_array_elements(n.muted_pairs) p (pair)
                            where n.participants @> array(select jsonb_array_elements_text(p.pair)))
                    or exists (select from ops.mute u where u.subscriber_id = n.subscriber_id and n.participants @> u.people)
                   then 'these people are muted'
               when cardinality(n.publishers) > 0
                    and n.publishers <@ (n.muted_sources || array(select u.publisher_key from ops.mute u
                                                                  where u.subscriber_id = n.subscriber_id and u.publisher_key is not null))
                   then 'only muted sources report it'
           end as reason
    from news n
)
update ops.delivery d
set state = 'refused', finished_at = now(), detail = 'not wanted: ' || r.reason
from reasons r
where d.delivery_id = r.delivery_id and r.reason is not null and d.state = 'pending'
returning d.delivery_id
