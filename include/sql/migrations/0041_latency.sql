-- How long news take from their publication to the mail server of the first reader.

create view mart.alert_latency as
select a.alert_id, a.contact_id, a.transition, r.published_at, e.first_seen_at, a.created_at as told_at, d.accepted_at, d.readers,
       e.first_seen_at - r.published_at as until_seen,
       a.created_at - coalesce(e.first_seen_at, r.published_at) as until_told,
       d.accepted_at - a.created_at as until_accepted,
       d.accepted_at - r.published_at as whole
from ops.alert a
join core.article r using (article_key)
left join raw.page p using (page_id)
left join raw.feed_entry e using (entry_id)
join lateral (select min(s.finished_at) as accepted_at, count(*)::int as readers
              from ops.delivery s where s.alert_id = a.alert_id and s.state = 'sent') d on d.readers > 0
where a.state = 'ready';
comment on view mart.alert_latency is 'How long each alert took, step by step, to the first reader''s mail server.';
comment on column mart.alert_latency.alert_id is 'Alert.';
comment on column mart.alert_latency.contact_id is 'Contact.';
comment on column mart.alert_latency.transition is 'Transition.';
comment on column mart.alert_latency.published_at is 'Publication time of the article that brought it.';
comment on column mart.alert_latency.first_seen_at is 'When a poll saw it first; null: given as a file.';
comment on column mart.alert_latency.told_at is 'When the contact changed and the alert was written.';
comment on column mart.alert_latency.accepted_at is 'When a mail server took the first mail.';
comment on column mart.alert_latency.readers is 'Readers whose mail server took it.';
comment on column mart.alert_latency.until_seen is 'From publication to the poll: the outlet''s feed and our interval; null: not known.';
comment on column mart.alert_latency.until_told is 'From there to the alert.';
comment on column mart.alert_latency.until_accepted is 'From the alert to the mail server; digests and quiet hours count.';
comment on column mart.alert_latency.whole is 'From publication to the mail server.';

create view mart.latency_daily as
select (accepted_at at time zone 'UTC')::date as day, count(*)::int as alerts,
       percentile_disc(0.5) within group (order by whole) as median_whole, max(whole) as worst_whole,
       percentile_disc(0.5) within group (order by until_told + until_accepted) as median_ours, max(until_told + until_accepted) as worst_ours
from mart.alert_latency
group by (accepted_at at time zone 'UTC')::date;
comment on view mart.latency_daily is 'Median and worst latency of the alerts of each UTC day.';
comment on column mart.latency_daily.day is 'Day on which the mail server took the first mail.';
comment on column mart.latency_daily.alerts is 'Alerts.';
comment on column mart.latency_daily.median_whole is 'Median from publication to the mail server.';
comment on column mart.latency_daily.worst_whole is 'Worst of them.';
comment on column mart.latency_daily.median_ours is 'Median from first seen to the mail server: without the outlet''s feed and our interval.';
comment on column mart.latency_daily.worst_ours is 'Worst of them.';
