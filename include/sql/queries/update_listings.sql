update raw.feed_entry e
set listing_sha256 = v.listing_sha256
from (values %s) as v (entry_id, listing_sha256)
where e.entry_id = v.entry_id
