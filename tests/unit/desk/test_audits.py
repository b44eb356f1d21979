"""The desk serves the pages of audits and no other file, and lets them do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from include.rasid.desk.access import Seals, Visitor
from include.rasid.desk.app import desk_app
from include.rasid.desk.audits import find_page
from include.rasid.desk.database import Database
from include.rasid.desk.routes import Deciding, Desk
from include.rasid.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two pages, and things around it that nobody may see."""
    docs = tmp_path / "data_docs"
    (docs / "2026-01-01T000000Z").mkdir(parents=True)
    (docs / ".2026-01-02T000000Z.partial").mkdir()
    for page in ("index.html", "2026-01-01T000000Z/index.html", ".2026-01-02T000000Z.partial/index.html"):
        (docs / page).write_text("<p>تقارير</p>", "utf-8")
    (docs / "notes.txt").write_text("text", "utf-8")
    (tmp_path / "secret.html").write_text("secret", "utf-8")
    (docs / "link.html").symlink_to(tmp_path / "secret.html")
    (tmp_path / "data_docs_other").mkdir()
    (tmp_path / "data_docs_other" / "index.html").write_text("secret", "utf-8")
    return docs


def let_in() -> Visitor:
    return Visitor(name="reader", may_operate=False)


def keep_out() -> Visitor:
    raise HTTPException(401, "Not authenticated")


def client(folder: Path, visitor: Callable[[], Visitor] = let_in) -> TestClient:
    """Return a client of a desk that has no warehouse."""
    nowhere = Database(lambda: "")
    desk = Desk(
        database=nowhere,
        visitor=visitor,
        zone=ZoneInfo("UTC"),
        explain=lambda _: [],
        sides=(("US",), ("RU",)),
        deciding=Deciding(settings=read_settings({}), seals=Seals("secret"), close_action=lambda *_: None),
        docs_folder=folder,
    )
    return TestClient(desk_app(desk))


@pytest.mark.parametrize("path", ["index.html", "2026-01-01T000000Z/index.html"])
def test_a_page_shows_itself_and_no_more(folder: Path, path: str) -> None:
    """It comes as Arabic text that may run no script, send no form and fetch nothing, and that no cache keeps."""
    answer = client(folder).get(f"/quality/audits/{path}")
    policy = {p.split()[0]: p.split()[1:] for p in answer.headers["content-security-policy"].split(";")}

    assert (answer.status_code, answer.text) == (200, "<p>تقارير</p>")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (policy["sandbox"], policy["default-src"], policy["form-action"]) == (
        ["allow-same-origin"],
        ["'none'"],
        ["'none'"],
    )
    assert "script-src" not in policy
    assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("path", ["index.html", "nothing.html", "..%2fsecret.html"])
def test_without_a_session_there_is_nothing(folder: Path, path: str) -> None:
    """Whoever is not logged in gets 401, whether the page is there or not."""
    assert client(folder, keep_out).get(f"/quality/audits/{path}").status_code == 401


OUTSIDE = (
    "", ".", "..", "../secret.html", "2026-01-01T000000Z/../../secret.html", "../data_docs_other/index.html", "/etc/passwd.html",
    "link.html", "notes.txt", "2026-01-01T000000Z", "nothing.html", ".2026-01-02T000000Z.partial/index.html", "index.html\0.html",
)  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_only_pages_below_the_folder_are_found(folder: Path, path: str) -> None:
    """Dots, links, absolute paths, other folders, other kinds of files and half-made audits lead nowhere."""
    assert find_page(folder, path) is None


TRICKS = ("..%2fsecret.html", "%2e%2e/secret.html", "..%5csecret.html", "%00index.html", "link.html", "%2fetc%2fpasswd")


@pytest.mark.parametrize("path", TRICKS)
def test_tricks_in_the_address_are_not_found(folder: Path, path: str) -> None:
    """However an address is written, what is outside stays outside."""
    answer = client(folder).get(f"/quality/audits/{path}")

    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_an_absolute_path_leads_nowhere(folder: Path) -> None:
    """A path that begins at the root of the machine is not below the folder, though the file is there."""
    assert find_page(folder, str(folder.parent / "secret.html")) is None


def test_without_an_audit_nothing_is_served(tmp_path: Path) -> None:
    """The folder need not be there."""
    assert client(tmp_path / "none").get("/quality/audits/index.html").status_code == 404
