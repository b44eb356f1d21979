update ops.alert a
set is_taken_back = v.is_taken_back
from (values %s) as v (contact_id, transition, revision, is_taken_back)
where a.contact_id = v.contact_id::uuid and a.transition = v.transition and a.revision = v.revision and a.is_taken_back <> v.is_taken_back
