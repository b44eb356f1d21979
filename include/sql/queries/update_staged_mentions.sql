update staging.article as a
set entity_mentions = v.entity_mentions::jsonb, keyword_hits = v.keyword_hits::jsonb, contact_mentions = v.contact_mentions::jsonb,
    search_document = v.search_document::tsvector, dated_bands = v.dated_bands::bigint[], facts = v.facts::jsonb, facts_of = v.facts_of
from (values %s) as v (batch_id, article_key, entity_mentions, keyword_hits, contact_mentions, search_document, dated_bands, facts, facts_of)
where a.batch_id = v.batch_id and a.article_key = v.article_key
