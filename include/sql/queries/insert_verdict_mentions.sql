insert into core.contact_verdict_mention (verdict_id, article_key, ordinal, published_at, evidence, participants, is_asked, claim) values %s
