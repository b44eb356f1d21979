"""Everything that can go wrong, in one tree.

RasidError
├── TransientError          may pass if tried again: Airflow retries it
│   ├── ArchiveDownError    the archive cannot be read or written now: disk, mount or network
│   ├── FetchError          network failure, HTTP 429 or 5xx
│   ├── OpinionError        the language model gave no opinion: the mention stays as it is
│   ├── WarehouseBusyError  the warehouse refused a connection or a lock
│   ├── LexiconsAwayError   the folder of RASID_LEXICONS cannot be read now
│   └── MailServerError     the mail server is down or asks to come later
└── PermanentError          will fail again: Airflow fails the task at once
    ├── BadInputError       a file or an argument is not what it must be; names file and line
    ├── ForbiddenUrlError   an address that Rasid must not connect to
    ├── FeedFormatError     a response is not a feed
    ├── WorkerLostError     a child process that reads untrusted bytes failed or was ended
    ├── ArchiveError        an archived body is missing or does not match its hash
    ├── SetupError          the machine lacks something Rasid needs
    └── ReconciliationError the warehouse does not add up at the end of a run
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path


class RasidError(Exception):
    """Base of every error this package raises on purpose."""


class TransientError(RasidError):
    """Trying again later may succeed."""


class PermanentError(RasidError):
    """Trying again will fail the same way."""


class FetchError(TransientError):
    """A URL could not be fetched."""

    def __init__(
        self, url: str, reason: str, *, outcome: str, status: int | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.outcome = outcome  # one of the closed list in docs/glossary.md
        self.status = status  # None: no HTTP answer came
        self.retry_after = retry_after  # None: the server does not say when to come back


class ArchiveDownError(TransientError):
    """The archive cannot be read or written now, which says nothing of the bodies in it."""


class LexiconsAwayError(TransientError):
    """The folder of RASID_LEXICONS cannot be read now."""


class WarehouseBusyError(TransientError):
    """The warehouse refused a connection or timed out on a lock."""


class OpinionError(TransientError):
    """The language model failed, took too long, or answered something that is no opinion."""


class MailServerError(TransientError):
    """The mail server cannot be reached or asks to come back later."""


class BadInputError(PermanentError):
    """A file or an argument is not what it must be."""

    def __init__(self, reason: str, *, path: Path | str | None = None, line: int | None = None) -> None:
        place = "" if path is None else f"{path}:{line}: " if line is not None else f"{path}: "
        super().__init__(f"{place}{reason}")
        self.path = path
        self.line = line  # 1-based; None: the file as a whole


class ForbiddenUrlError(PermanentError):
    """A URL, or the address it resolved to, is one that Rasid must not connect to."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url


class FeedFormatError(PermanentError):
    """A response is not an RSS or Atom feed."""


class WorkerLostError(PermanentError):
    """A child process that reads untrusted bytes raised, died, or took too long or too much memory."""


class ArchiveError(PermanentError):
    """An archived body is missing or does not match its hash."""


class SetupError(PermanentError):
    """The machine lacks something Rasid needs; the message says what to do."""


class ReconciliationError(PermanentError):
    """Rows of the warehouse do not add up at the end of a run."""
