insert into ops.second_opinion (question_sha256, model, article_key, outcome, verdict)
values (%(question_sha256)s, %(model)s, %(article_key)s, %(outcome)s, %(verdict)s)
on conflict (question_sha256, model) do nothing
