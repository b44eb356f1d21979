insert into core.name_sighting (form, person_key, article_key, surface, example, was_taken)
values %s
on conflict do nothing
