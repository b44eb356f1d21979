-- A batch is signed and then compared, article by article, with what is stored: new signatures that wait in the index's list would be read
-- through once for each.
alter index core.article_signature_bands set (fastupdate = off);
select gin_clean_pending_list('core.article_signature_bands');
