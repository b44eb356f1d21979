select batch_id from staging.batch where state = 'detected' order by batch_id
