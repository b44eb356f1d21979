select s.article_key, s.page_id, s.publisher_key, s.url, s.title, s.text, s.published_at, s.published_basis, s.seen_at, s.text_chars,
       s.arabic_letter_ratio, s.replacement_chars, s.duplicate_paragraphs, s.content_sha256, s.entity_mentions::text as entity_mentions,
       s.keyword_hits::text as keyword_hits, s.contact_mentions::text as contact_mentions
from staging.article s
join staging.batch b using (batch_id)
join core.article a on a.article_key = s.article_key and a.batch_id = s.batch_id
where b.state = 'published' and s.article_key = any(%(article_keys)s)
order by s.article_key
