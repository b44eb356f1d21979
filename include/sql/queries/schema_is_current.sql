select to_regclass('core.contact_decision_mention') is not null as is_current
