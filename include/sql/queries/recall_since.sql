select source, reference, participants, starts_on, ends_on, place, contact_id, articles, outcome
from mart.recall
where starts_on >= %(since)s
order by starts_on, source, reference
