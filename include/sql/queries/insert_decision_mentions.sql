insert into core.contact_decision_mention (decision_id, article_key, ordinal, is_kept) values %s
