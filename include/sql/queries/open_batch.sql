insert into staging.batch (run_id) values (%(run_id)s) returning batch_id
