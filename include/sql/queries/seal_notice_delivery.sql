update ops.notice_delivery
set state = 'sending', message_id = %(message_id)s, claimed_at = clock_timestamp(), attempts = attempts + 1, detail = 'the text was sent'
where notice_delivery_id = %(notice_delivery_id)s and lease = %(lease)s::uuid and state = 'pending'
returning notice_delivery_id
