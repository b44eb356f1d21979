insert into core.search_name (form, lexeme) values %s
on conflict do nothing
