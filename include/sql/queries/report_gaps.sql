select coalesce(p.name_ar, g.publisher_key) as publisher_ar, coalesce(p.name_en, g.publisher_key) as publisher_en,
       count(*)::int as gaps, min(g.since) as since, max(g.until) as until, sum(g.entries_new)::int as entries
from mart.coverage_gaps g
left join core.publisher p using (publisher_key)
where g.until >= %(since)s and g.until < %(until)s
group by 1, 2
order by count(*) desc, 2
limit %(most)s
