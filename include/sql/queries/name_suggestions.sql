select form, person_key, was_taken, articles, surface, example
from mart.name_suggestion
order by articles desc, form, person_key
