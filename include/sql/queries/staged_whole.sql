select batch_id, article_key, page_id, publisher_key, url, title, text, published_at, published_basis, seen_at, text_chars, arabic_letter_ratio,
       replacement_chars, duplicate_paragraphs, content_sha256, entity_mentions, keyword_hits, contact_mentions, waived
from staging.article
where batch_id = %(batch_id)s and article_key = any(%(keys)s)
order by article_key
