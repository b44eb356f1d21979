select role, country, detail, starts_on, ends_on, is_acting
from mart.office_terms
where person_key = %(person)s
order by starts_on desc
