-- Publishing looks at the articles of its batch several times; without this each look reads every article there is.
create index article_batch on core.article (batch_id);
