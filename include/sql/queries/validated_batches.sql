select batch_id from staging.batch where state = 'validated' order by batch_id
