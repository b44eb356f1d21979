update ops.delivery
set state = 'unknown', finished_at = now(), detail = 'the sender died when it had sent the text: the reader may have the mail'
where state = 'sending' and (claimed_at < now() - interval '10 minutes' or claimed_at > now() + interval '10 minutes')
returning delivery_id
