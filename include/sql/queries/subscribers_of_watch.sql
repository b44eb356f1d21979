select email, is_active from ops.subscriber where %(watch_key)s = any(watch_keys) order by email
