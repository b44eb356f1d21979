"""Pages of Data Docs without script, without anything of another server, and with pages of our own that lead to them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import jinja2

from include.rasid.io.templates import TEMPLATES
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lxml.html import HtmlElement

    from include.rasid.io.quality import CheckResult

_WORDS = PROJECT / "include" / "messages" / "data_docs.yml"
_STYLE = TEMPLATES / "data_docs" / "style.css"
# What Great Expectations writes its results with. Whatever else is on a page came with the texts, or asks for script.
_TAGS = [
    "html",
    "head",
    "title",
    "body",
    "nav",
    "div",
    "p",
    "span",
    "a",
    "i",
    "b",
    "strong",
    "em",
    "br",
    "hr",
    "code",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
]
_ATTRIBUTES = frozenset({"id", "class", "href", "colspan", "rowspan", "lang", "dir"})


class _Words(StrictModel):
    ar: str
    en: str


class _DocsFile(StrictModel):
    version: int
    source: str
    words: dict[str, _Words]
    suites: dict[str, _Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suite:
    """A line of the page of one audit."""

    title: _Words
    page: str  # relative address of its results; empty: it had no rows
    reasons: str
    checks: int
    failed: int
    warned: int


def clean_pages(folder: Path) -> None:
    """Rewrite each page below a folder: tags of a closed list, links inside the folder, our style; nothing else stays there."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".html":
            path.unlink()  # fonts and pictures for the look that other servers would have given
    for page in folder.rglob("*.html"):
        home = os.path.relpath(folder / "index.html", page.parent)
        page.write_text(clean_page(page.read_text("utf-8"), home), "utf-8")


def clean_page(text: str, home: str) -> str:
    """Return a page as it is shown; ``home`` is the address of the page that leads to it."""
    from lxml import html  # noqa: PLC0415 - with its cleaner a tenth of a second, for audits alone
    from lxml_html_clean import Cleaner  # noqa: PLC0415

    cleaner = Cleaner(
        page_structure=False,
        style=True,
        kill_tags=("footer", "button", "label", "svg", "form"),
        allow_tags=_TAGS,
        remove_unknown_tags=False,
        safe_attrs_only=True,
        safe_attrs=_ATTRIBUTES,
    )
    tree = cleaner.clean_html(html.document_fromstring(text))
    for link in tree.iter("a"):
        if not _stays_here(link):
            link.attrib.pop("href", None)
    head = tree.find("head")
    if head is None:
        head = html.Element("head")
        tree.insert(0, head)
    head.insert(0, html.Element("meta", charset="utf-8"))
    style = html.Element("style")
    style.text = _STYLE.read_text("utf-8")
    head.append(style)
    back = html.fragment_fromstring(_both(_words().words["back"]), create_parent="a")
    back.set("href", home)
    tree.find("body").insert(0, back)
    return str(html.tostring(tree, encoding="unicode", doctype="<!doctype html>"))


def _stays_here(link: HtmlElement) -> bool:
    address = link.get("href", "")
    return address.startswith("#") or (
        address.split("#")[0].endswith(".html") and ":" not in address and "//" not in address
    )


def write_audit(folder: Path, name: str, checked: Sequence[tuple[str, Sequence[CheckResult]]]) -> None:
    """Write the page that leads to the results of one audit; those of a suite are at ``validations/SUITE/…``."""
    suites = [_suite(folder, suite, results) for suite, results in checked]
    (folder / "index.html").write_text(_render(heading=name, suites=suites), "utf-8")


def list_audits(folder: Path, names: Sequence[str]) -> None:
    """Write the page that leads to the audits, the newest first; a reader sees the old one or the new one."""
    partial = folder / ".index.partial"
    partial.write_text(_render(heading=_words().words["title"].en, audits=names), "utf-8")
    partial.replace(folder / "index.html")


def _suite(folder: Path, suite: str, results: Sequence[CheckResult]) -> _Suite:
    pages = sorted((folder / "validations" / suite).rglob("*.html"))
    failed = [result for result in results if not result.success]
    warned = sum(result.severity == "warn" for result in failed)
    return _Suite(
        title=_words().suites.get(suite) or _Words(ar=suite, en=suite),
        page=pages[-1].relative_to(folder).as_posix() if pages else "",
        reasons=f"expectations/{suite}.html",
        checks=len(results),
        failed=len(failed) - warned,
        warned=warned,
    )


def _both(word: _Words) -> str:
    return f'<span lang="ar" dir="rtl">{word.ar}</span> · <span lang="en">{word.en}</span>'


@cache
def _words() -> _DocsFile:
    return load_yaml_model(_WORDS, _DocsFile)


def _render(**values: object) -> str:
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
    style = jinja2.filters.do_mark_safe(_STYLE.read_text("utf-8"))
    return pages.get_template("data_docs/page.html.j2").render(words=_words().words, style=style, **values)
