select 'person' as kind, person_key as key, name_ar, name_en from core.person where person_key = any(%(people)s)
union all
select 'organisation', organisation_key, name_ar, name_en from core.organisation where organisation_key = any(%(people)s)
union all
select 'place', name_en, name_ar, name_en from core.place where name_en = any(%(places)s)
union all
select 'country', country, name_ar, name_en from core.place where kind = 'country' and country = any(%(countries)s)
union all
select 'publisher', publisher_key, name_ar, name_en from core.publisher where publisher_key = any(%(publishers)s)
