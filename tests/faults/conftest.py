"""Fixtures of the tests of what goes wrong."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.factories import PROJECT
from tests.faults.scenes import Scene, Stage
from tests.warehouse.conftest import served, source
from tests.warehouse.pipeline import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["scene", "served", "source", "stage", "undisturbed"]
ARTICLES = PROJECT / "include" / "newsroom" / "articles_a.jsonl"


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[], str]) -> Iterator[Stage]:
    """A newsroom with fifty of the bundled articles."""
    folder = tmp_path_factory.mktemp("newsroom")
    with newsroom(folder, ARTICLES) as address:
        yield Stage(folder=folder, address=address, make_database=make_database)


@pytest.fixture(scope="session")
def undisturbed(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A warehouse that got the newsroom without a fault: what all others are compared with."""
    with stage.scene(tmp_path_factory.mktemp("undisturbed")) as scene:
        scene.run_all("undisturbed")
        assert scene.ask("select count(*) from core.contact")[0][0]
        yield scene


@pytest.fixture
def scene(stage: Stage, tmp_path: Path) -> Iterator[Scene]:
    """An empty warehouse over the newsroom."""
    with ExitStack() as stack:
        yield stack.enter_context(stage.scene(tmp_path))
