insert into ops.run_ledger (run_id, stage, batch_id, counts, started_at)
values (%(run_id)s, %(stage)s, %(batch_id)s, %(counts)s, transaction_timestamp())
