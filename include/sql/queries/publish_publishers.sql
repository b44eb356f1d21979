insert into core.publisher (publisher_key, name_ar, name_en)
select distinct publisher_key, publisher_key, publisher_key from staging.article where batch_id = %(batch_id)s
on conflict (publisher_key) do nothing
