insert into core.contact_mention (
    article_id, ordinal, watch_key, participants, sides, mode, setting, status, starts_on, ends_on, date_basis, date_surface, place, role, scope,
    confidence, part, evidence_start, evidence_end, evidence, features
)
select a.article_id, (m.ordinality - 1)::int, m.value ->> 'watch',
       array(select jsonb_array_elements_text(m.value -> 'participants')), m.value -> 'sides',
       m.value ->> 'mode', m.value ->> 'setting', m.value ->> 'status', (m.value ->> 'starts_on')::date, (m.value ->> 'ends_on')::date,
       m.value ->> 'date_basis', m.value ->> 'date_surface', m.value ->> 'place', m.value ->> 'role', m.value ->> 'scope',
       (m.value ->> 'confidence')::real, m.value ->> 'part', (m.value ->> 'start')::int, (m.value ->> 'end')::int, m.value ->> 'evidence',
       array(select jsonb_array_elements_text(m.value -> 'features'))
from staging.article s
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
cross join jsonb_array_elements(s.contact_mentions) with ordinality as m (value, ordinality)
where s.batch_id = %(batch_id)s
on conflict (article_id, ordinal) do nothing
