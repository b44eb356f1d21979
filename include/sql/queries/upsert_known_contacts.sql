insert into core.known_contact (source, reference, participants, starts_on, ends_on, place, remarks) values %s
on conflict (source, reference) do update
set participants = excluded.participants, starts_on = excluded.starts_on, ends_on = excluded.ends_on, place = excluded.place,
    remarks = excluded.remarks, loaded_at = now()
