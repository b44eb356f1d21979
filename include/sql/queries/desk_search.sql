select s.article_key, a.article_id, s.publisher_key, p.name_ar, p.name_en, s.url, s.published_at, s.title_marked, s.snippet
from mart.search(%(q)s, %(most)s) s join core.real_article a using (article_key) join core.real_publisher p on p.publisher_key = s.publisher_key
