-- From its sixth search on, a connection would use a plan that does not know the words, and now and then one that reads all articles of a
-- word (0.7 s among 100,000 articles). Planning anew costs some milliseconds.
alter function mart.search(text, int) set plan_cache_mode = 'force_custom_plan';
