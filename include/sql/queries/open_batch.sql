insert into staging.batch (run_id, is_backfill) values (%(run_id)s, %(is_backfill)s) returning batch_id
