insert into ops.quarantine (batch_id, article_key, expectation, why, value, article) values %s
on conflict (batch_id, article_key, expectation) do nothing
