"""Who is there: Airflow's session decides, and the desk asks it on every route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import Depends, HTTPException, Request
from itsdangerous import BadData, URLSafeTimedSerializer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FORM_SEAL = "form_seal"  # the field of each form that changes something
_SAME_SITE = ("same-origin", "none")
_SEAL_LASTS = timedelta(hours=12)  # a page that was left open over night is loaded anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person who has logged in."""

    name: str
    may_operate: bool  # may decide on reviews; others read
    account: Any = None  # Airflow's own user; None where nobody asks Airflow


class Seals:
    """Tokens that stand in forms: made for one visitor by the server, so that no other page can send what they allow."""

    def __init__(self, secret: str) -> None:
        """``secret`` is the same in all processes of the server."""
        self._serializer = URLSafeTimedSerializer(secret, salt="rasid-desk")

    def seal(self, visitor: Visitor) -> str:
        """Return a token for the forms that a visitor is shown."""
        return str(self._serializer.dumps(visitor.name))

    def is_sealed(self, visitor: Visitor, token: str) -> bool:
        """Return whether a token was made for this visitor, not too long ago."""
        try:
            return bool(self._serializer.loads(token, max_age=int(_SEAL_LASTS.total_seconds())) == visitor.name)
        except BadData:
            return False


def airflow_visitor() -> Callable[..., Awaitable[Visitor]]:
    """Return the dependency that answers 401 without an Airflow session. Who may change variables in Airflow may operate."""
    # Only the api-server has these, and importing them anywhere else takes seconds.
    from airflow.api_fastapi.app import get_auth_manager  # noqa: PLC0415
    from airflow.api_fastapi.core_api.security import get_user  # noqa: PLC0415

    async def visitor(user: Any = Depends(get_user)) -> Visitor:  # noqa: B008 - FastAPI reads it so
        may_operate = get_auth_manager().is_authorized_variable(method="PUT", user=user)
        return Visitor(name=user.get_name(), may_operate=may_operate, account=user)

    return visitor


def require_same_origin(request: Request) -> None:
    """Refuse a write that another site's page sent: 403 unless the browser says that it came from this one.

    Browsers send Sec-Fetch-Site, older ones at least Origin; programs with a bearer token send neither and hold no cookie.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        allowed = site in _SAME_SITE
    elif origin is not None:
        allowed = origin.partition("://")[2] == request.headers.get("host")
    else:
        allowed = "authorization" in request.headers
    if not allowed:
        raise HTTPException(403, "this request came from another site")
