update ops.delivery
set state = 'unknown', finished_at = now(), detail = 'the sender died while it had this delivery: the reader may have the mail'
where state = 'sending' and claimed_at < now() - interval '10 minutes'
returning delivery_id
