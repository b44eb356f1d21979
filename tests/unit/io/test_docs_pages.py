"""Pages of Data Docs as they are shown: nothing of what a text or another server could put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from include.rasid.io.docs_pages import clean_page, clean_pages, list_audits, write_audit
from include.rasid.io.quality import CheckResult, Failure

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.io.quality import Severity

HOSTILE = """<!DOCTYPE html><html><head><title>t</title><script>alert(1)</script><link rel="stylesheet" href="https://cdn.test/a.css">
<style>.a{background:url('https://cdn.test/a.png')}</style><base href="https://cdn.test/"><meta http-equiv="refresh" content="0;url=https://cdn.test"></head>
<body onload="alert(2)"><nav><a href="index.html">Home</a></nav><table><tr><td class="text-danger" style="background:url(//cdn.test)" onclick="x()">لقاء &lt;b&gt; في جنيف</td></tr></table>
<a href="https://cdn.test/x.html">one</a><a href="javascript:alert(3)">two</a><a href="//cdn.test/x.html">three</a><a href="#part">four</a>
<img src="https://cdn.test/p.gif"><svg onload="alert(4)"></svg><iframe src="https://cdn.test"></iframe><form action="https://cdn.test"><input></form>
<video src="https://cdn.test/v"></video><footer><a href="https://cdn.test">newsletter</a></footer></body></html>"""


def test_a_page_keeps_its_words_and_loses_what_asks_others() -> None:
    """Arabic text and links inside the folder stay; scripts, handlers, styles, pictures and links of others do not."""
    page = html.fromstring(clean_page(HOSTILE, "../index.html"))

    assert page.xpath("//td")[0].text == "لقاء <b> في جنيف"
    assert page.xpath("//td/@class") == ["text-danger"]
    assert page.xpath("//a/@href") == ["../index.html", "index.html", "#part"]
    assert {tag.tag for tag in page.iter() if isinstance(tag.tag, str)} <= {
        "html", "head", "meta", "title", "style", "body", "nav", "a", "span", "table", "tbody", "tr", "td", "p", "div",
    }  # fmt: skip
    assert not [name for tag in page.iter() for name in tag.attrib if name.startswith("on") or name in {"src", "style"}]
    assert "cdn.test" not in html.tostring(page, encoding="unicode")


def test_other_files_go(tmp_path: Path) -> None:
    """Fonts and pictures that only the look of other servers needs leave the folder; each page knows the way back."""
    page = tmp_path / "validations" / "articles" / "one.html"
    page.parent.mkdir(parents=True)
    page.write_text(HOSTILE, "utf-8")
    (tmp_path / "logo.svg").write_text("<svg/>", "utf-8")

    clean_pages(tmp_path)

    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["one.html"]
    assert html.fromstring(page.read_text("utf-8")).xpath("//body/a/@href")[0] == "../../index.html"


@pytest.mark.parametrize(("severity", "figures"), [("block", ["1", "1", "0"]), ("warn", ["1", "0", "1"])])
def test_the_page_of_an_audit_leads_to_its_suites(tmp_path: Path, severity: Severity, figures: list[str]) -> None:
    """A suite has its figures and a link to its results; one without rows says so, in both languages."""
    results = tmp_path / "validations" / "articles" / "x" / "one.html"
    results.parent.mkdir(parents=True)
    results.write_text("x", "utf-8")
    failure = CheckResult(
        key="k", column="c", severity=severity, why="w", is_lasting=False, success=False, elements=1,
        failures=(Failure(article_key="a", value="v"),),
    )  # fmt: skip

    write_audit(tmp_path, "2026-01-01T000000Z", [("articles", (failure,)), ("polls", ())])
    page = html.fromstring((tmp_path / "index.html").read_text("utf-8"))

    first, second = page.xpath("//tbody/tr")
    assert first.xpath("./th/a/@href") == ["validations/articles/x/one.html"]
    assert [td.text for td in first.xpath("./td")[:3]] == figures
    assert "No rows that day" in second.text_content()
    assert page.xpath("//th//span[@lang='ar']")


def test_the_list_of_audits_names_the_newest_first(tmp_path: Path) -> None:
    """Each audit is a link; without any the page says so."""
    list_audits(tmp_path, ["2026-01-02T000000Z", "2026-01-01T000000Z"])
    page = html.fromstring((tmp_path / "index.html").read_text("utf-8"))
    list_audits(tmp_path, [])

    assert page.xpath("//li/a/@href") == ["2026-01-02T000000Z/index.html", "2026-01-01T000000Z/index.html"]
    assert "No audit has been made yet" in (tmp_path / "index.html").read_text("utf-8")
