select batch_id from staging.batch where state = 'open' order by batch_id
