insert into raw.page (canonical_url, entry_id, url) values %s
on conflict (canonical_url) do nothing
