"""An application that is made when the first request comes: Airflow loads plugins in every process, tasks included."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send


class LazyApp:
    """An ASGI application that costs nothing until it is asked for."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        """``make`` returns the application; it is called once."""
        self._make = make
        self._app: ASGIApp | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with self._lock:
            if self._app is None:
                self._app = self._make()
        await self._app(scope, receive, send)
