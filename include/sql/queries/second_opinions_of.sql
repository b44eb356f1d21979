select model, outcome, verdict, asked_at from ops.second_opinion where article_key = %(article_key)s order by asked_at, question_sha256
