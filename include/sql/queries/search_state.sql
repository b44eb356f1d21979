select names_sha256 from core.search_state
