update raw.feed set next_due_at = now() where next_due_at > now()
