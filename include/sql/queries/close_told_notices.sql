update ops.notice n
set mailed_at = now()
where n.mailed_at is null
  and exists (select from ops.notice_delivery d where d.notice_id = n.notice_id)
  and not exists (select from ops.notice_delivery d where d.notice_id = n.notice_id and d.state in ('pending', 'sending'))
returning n.notice_id
