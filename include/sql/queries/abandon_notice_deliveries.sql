update ops.notice_delivery
set state = 'unknown', finished_at = now(), detail = 'the sender died after the text was sent'
where state = 'sending' and (claimed_at < now() - interval '10 minutes' or claimed_at > now() + interval '10 minutes')
returning notice_delivery_id
