select verdict from ops.second_opinion where question_sha256 = %(question_sha256)s and model = %(model)s
