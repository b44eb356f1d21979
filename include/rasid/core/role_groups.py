"""Groups of roles (include/lexicons/roles.yml) that the rules treat alike."""

from __future__ import annotations

# Holders of these are private people: talking to one is no contact of officials.
PRIVATE_ROLES = frozenset({"politician", "executive"})
# Holders serve somebody who may be named behind the title: «مستشار الرئيس ميدفيديف».
SERVING_ROLES = frozenset({"presidential_aide", "presidential_envoy", "special_envoy"})
QUOTED_ROLES = frozenset({"presidential_aide", "deputy_chief_of_staff"})
DUAL_ROLES = {
    "president": frozenset({"president", "prime_minister"}),
    "special_envoy": frozenset(
        {"special_envoy", "presidential_envoy", "presidential_aide", "ambassador", "deputy_foreign_minister"}
    ),
    "delegation": frozenset(),
    "minister": frozenset(
        {"foreign_minister", "defence_minister", "finance_minister", "energy_minister", "trade_minister"}
    ),
}
