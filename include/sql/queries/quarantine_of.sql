select expectation, why, value, state, created_at
from ops.quarantine
where article_key = any(%(addresses)s)
order by quarantine_id
