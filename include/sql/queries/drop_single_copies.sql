delete from core.article_copy
where group_id in (select group_id from core.article_copy group by group_id having count(*) = 1)
