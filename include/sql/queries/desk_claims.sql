select field, value, articles, publishers, is_believed
from mart.contact_claims
where contact_id = %(contact_id)s::uuid
order by field, is_believed desc, articles desc, value
