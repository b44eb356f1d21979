"""What a person sees while a set-up starts: one line a step, with its duration."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.status import Status

console = Console(highlight=False)
if not console.is_terminal:
    console.width = 140  # a log has no width of its own; 80 would break every table


@dataclass(slots=True, kw_only=True)
class Step:
    """A step under way."""

    title: str
    status: Status
    detail: str = ""

    def tell(self, detail: str) -> None:
        """Say how far it is; shown on a terminal, and the last word stays."""
        self.detail = detail
        self.status.update(f"{self.title}  [dim]{detail}[/]")


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show a step: a spinner on a terminal while it lasts, then a line."""
    began = time.monotonic()
    with console.status(title) as status:
        current = Step(title=title, status=status)
        yield current
    detail = f"  {current.detail}" if current.detail else ""
    console.print(f"[green]✓[/] {title} [dim]{time.monotonic() - began:.1f} s[/]{detail}", soft_wrap=True)


def end_on_signals() -> None:
    """Make SIGTERM and SIGHUP end the program in order, as Ctrl-C does; a shell that starts us with & switches that off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
