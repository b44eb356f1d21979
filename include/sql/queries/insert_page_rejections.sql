insert into ops.rejection (run_id, stage, reason, page_id, reference) values %s
