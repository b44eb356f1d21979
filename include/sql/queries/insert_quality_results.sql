insert into ops.quality_result (batch_id, run_id, suite, expectation, column_name, severity, success, element_count, unexpected_count, why) values %s
