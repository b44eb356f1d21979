with names as (delete from core.search_name),
state as (delete from core.search_state)
insert into core.search_state (names_sha256) values (%(names_sha256)s)
