select batch_id, article_key, page_id, publisher_key, url, title, text, published_at, published_basis, seen_at, text_chars, arabic_letter_ratio,
       replacement_chars, duplicate_paragraphs, content_sha256
from staging.article
where batch_id = %(batch_id)s
order by published_at, article_key
