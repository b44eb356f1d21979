"""Decisions as people make them: a real Airflow, its login, a real browser, and the mail that follows in a real mail server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from include.rasid.local.airflow import USER
from tests.alert_factories import parse, part_of
from tests.browser.rendering import find_chromium
from tests.browser.test_desk import SWITCHES
from tests.dags.airflow_up import Running, until
from tests.dags.asking import ARTICLES, actions_of, asking_airflow
from tests.warehouse.loading import read_more, rows
from tests.warehouse.reviewing import contact_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An Airflow whose watch asks before it mails."""
    with asking_airflow(tmp_path_factory.mktemp("decisions")) as found:
        yield found


@pytest.fixture(scope="module")
def page(airflow: Running) -> Iterator[Page]:
    """Return a page of a browser that has logged in to Airflow."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=SWITCHES)
        opened = browser.new_page(viewport={"width": 390, "height": 800})
        opened.set_default_timeout(60_000)
        opened.goto(airflow.url)
        opened.fill("input[name=username]", USER)
        opened.fill("input[name=password]", airflow.password)
        opened.click("button[type=submit]")
        opened.wait_for_url(re.compile(rf"^{re.escape(airflow.url)}/(?!auth)"), timeout=60_000)
        yield opened
        browser.close()


def is_accessible(page: Page) -> bool:
    """Return whether axe finds nothing, and the page is no wider than a phone."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == []
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 390)


def test_decisions_in_the_browser(airflow: Running, page: Page) -> None:
    """Search بلينكن, open a contact, merge two, approve a third: Airflow's required action is closed, and its reader has one mail."""
    read_more(airflow.settings, ARTICLES)
    airflow.start("review_contacts")
    actions = until(lambda: len(found := actions_of(airflow)) == len(ARTICLES) and found)
    [asked] = [a for a in actions if "2023-04-20" in a["subject"]]
    kept, joining, planned = (contact_of(airflow.settings, key) for key in ("a1", "a3", "a2"))

    page.goto(f"{airflow.url}/desk/?lang=ar")
    page.fill("#q", "بلينكن")
    page.press("#q", "Enter")
    page.wait_for_url(re.compile("/desk/search"))
    page.locator("article h2 a").first.click()
    page.wait_for_url(re.compile("/desk/articles/"))
    page.locator("a[href*='/desk/contacts/']").first.click()
    page.wait_for_url(re.compile("/desk/contacts/"))

    page.goto(f"{airflow.url}/desk/contacts/{kept}?lang=en")
    assert is_accessible(page)
    page.select_option("#other", joining)
    page.click("#merge button")
    page.wait_for_url(re.compile(f"/desk/contacts/{kept}.*merge_done"))
    assert contact_of(airflow.settings, "a3") == kept

    page.goto(f"{airflow.url}/desk/review?lang=ar")
    assert is_accessible(page)
    page.locator(f"form[action$='/review/{planned}'] button[value=approved]").click()
    page.wait_for_url(re.compile("done=approved"))
    assert page.inner_text("[role=status]").startswith("اعتُمد")

    assert asked["task_instance"]["id"] not in {a["task_instance"]["id"] for a in actions_of(airflow)}
    until(lambda: len(airflow.post.contents) == 1)
    mail = parse(airflow.post.contents[0])
    assert mail["To"] == "sara@desk.example"
    assert "2023-04-20" in part_of(mail, "plain")
    verdicts = rows(airflow.settings, "select kind, decided_by, via from core.contact_verdict")
    assert [tuple(v) for v in verdicts] == [("approved", USER, "desk")]
