"""The desk as people meet it: a real Airflow, its login, a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from starlette.routing import Route

from include.rasid.desk.app import desk_app
from include.rasid.io.articles import read_articles
from include.rasid.io.roles import ROLES, create_roles
from include.rasid.local.airflow import USER, Airflow, airflow_for, migrate_metadata
from include.rasid.local.installation import Installation, databases, kept_port
from include.rasid.local.processes import running, wait_until
from include.rasid.settings import PROJECT, read_settings
from tests.browser.rendering import find_chromium
from tests.warehouse.desk_warehouse import desk_for
from tests.warehouse.loading import read_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = [pytest.mark.full, pytest.mark.airflow, pytest.mark.postgres]
PATIENCE_SECONDS = 240.0
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
    """Return a running api-server over the newsroom's warehouse, which the desk reads as rasid_desk."""
    installation = Installation(home=tmp_path_factory.mktemp("desk") / "home")
    installation.make()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("WAREHOUSE_DSN", "AIRFLOW_DSN"):
            patch.delenv(name, raising=False)
        with databases(installation) as chosen:
            settings = read_settings({"WAREHOUSE_DSN": chosen.warehouse_dsn, "RASID_AS_OF": "publication"})
            read_more(
                settings, list(read_articles(sorted((PROJECT / "include" / "newsroom").glob("articles_*.jsonl"))))
            )
            create_roles(chosen.warehouse_dsn, dict.fromkeys(ROLES, "secret"))
            desk_dsn = re.sub(r"//[^@]+@", "//rasid_desk:secret@", chosen.warehouse_dsn)
            made = airflow_for(
                installation, chosen, kept_port(installation, "airflow"), {"WAREHOUSE_DESK_DSN": desk_dsn}
            )
            migrate_metadata(made, chosen)
            with running([made.service("api-server", grace_seconds=5.0)]) as (child,):
                wait_until(lambda: _answers(made), child, seconds=PATIENCE_SECONDS)
                yield made


def _answers(airflow: Airflow) -> bool:
    try:
        return httpx.get(f"{airflow.url}/api/v2/version", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def page(airflow: Airflow) -> Iterator[Page]:
    """Return a page of a browser that has logged in to Airflow."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=SWITCHES)
        opened = browser.new_page(viewport={"width": 1100, "height": 800})
        opened.goto(f"{airflow.url}/desk/?lang=ar")
        assert opened.title() == ""  # 401: no page, only words
        opened.goto(airflow.url)
        opened.fill("input[name=username]", USER)
        opened.fill("input[name=password]", airflow.password)
        opened.click("button[type=submit]")
        opened.wait_for_url(re.compile(rf"^{re.escape(airflow.url)}/(?!auth)"), timeout=60_000)
        yield opened
        browser.close()


def test_every_route_of_the_running_server_asks_for_a_session(airflow: Airflow) -> None:
    """Anonymous requests get 401 on every route of the desk, with a token of Airflow's they are answered."""
    app = desk_app(desk_for(read_settings({})))
    names = {"contact_id": "00000000-0000-0000-0000-000000000000", "article_id": "1", "person": "lavrov", "one": "blinken", "other": "lavrov", "name": "mode", "path": "index.html"}  # fmt: skip
    routes = [route for route in app.routes if isinstance(route, Route)]
    filled = {route.path: route.path.replace(":path", "").format(**names) for route in routes}
    paths = sorted({filled[route.path] for route in routes if "GET" in (route.methods or ())})
    forms = sorted({filled[route.path] for route in routes if "POST" in (route.methods or ())})
    refused = {path: httpx.get(f"{airflow.url}/desk{path}", timeout=60).status_code for path in paths}
    unsent = [httpx.post(f"{airflow.url}/desk{path}", timeout=60).status_code for path in forms]
    token = httpx.post(f"{airflow.url}/auth/token", json={"username": USER, "password": airflow.password}, timeout=60)
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
    answered = {path: httpx.get(f"{airflow.url}/desk{path}", headers=bearer, timeout=60).status_code for path in paths}

    assert unsent == [401] * 4
    assert {path for path, code in refused.items() if code != 401} == {"/contacts.atom", "/contacts.ics", "/metrics"}
    assert {path for path, code in answered.items() if code >= 500} == set()
    assert answered["/"] == answered["/people/lavrov"] == answered["/api/contacts"] == 200


def test_the_desk_is_in_the_navigation(airflow: Airflow) -> None:
    """Airflow lists the page, so that people find it."""
    token = httpx.post(f"{airflow.url}/auth/token", json={"username": USER, "password": airflow.password}, timeout=60)
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
    plugins = httpx.get(f"{airflow.url}/api/v2/plugins", headers=bearer, timeout=60).json()["plugins"]
    [desk] = [p for p in plugins if p["name"] == "contacts_desk"]

    assert [view["href"] for view in desk["external_views"]] == ["/desk/"]


def test_a_reader_finds_a_contact(airflow: Airflow, page: Page) -> None:
    """From today to the search for بلينكن, to an article, to the contact that it tells of, in Arabic and in English."""
    page.goto(f"{airflow.url}/desk/?lang=ar&day=2022-01-21")
    assert page.get_attribute("html", "dir") == "rtl"
    page.fill("#q", "بلينكن")
    page.press("#q", "Enter")
    page.wait_for_url(re.compile("/desk/search"))
    assert page.locator("article mark").first.inner_text().startswith("بلينك")
    page.locator("article h2 a").first.click()
    page.wait_for_url(re.compile("/desk/articles/"))
    page.goto(f"{airflow.url}/desk/pairs/blinken/lavrov?lang=en")
    assert page.get_attribute("html", "dir") == "ltr"
    page.locator("table.contacts a").first.click()
    page.wait_for_url(re.compile("/desk/contacts/"))
    assert {"Antony Blinken", "Sergei Lavrov"} <= set(page.inner_text("h1").split(", "))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/?day=2022-01-21",
        "/contacts",
        "/pairs/blinken/lavrov",
        "/people",
        "/search?q=بلينكن",
        "/sources",
        "/review",
        "/quality",
    ],
)
def test_axe_finds_nothing(airflow: Airflow, page: Page, path: str, language: str, theme: str) -> None:
    """WCAG A and AA, in both languages and themes; nothing is wider than the window of a phone."""
    page.evaluate(f"localStorage.setItem('theme', '{theme}')")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{airflow.url}/desk{path}{'&' if '?' in path else '?'}lang={language}")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})

    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_airflows_choice_of_language_is_followed(airflow: Airflow, page: Page) -> None:
    """Whoever reads Airflow in English gets the desk in English, until they choose otherwise on the desk."""
    page.context.clear_cookies(name="rasid_language")
    page.evaluate("localStorage.setItem('i18nextLng', 'en')")
    page.goto(f"{airflow.url}/desk/")
    page.wait_for_url(re.compile("lang=en"))
    assert page.get_attribute("html", "lang") == "en"
    page.click("p.language a")
    page.wait_for_url(re.compile("lang=ar"))
    page.goto(f"{airflow.url}/desk/people")
    assert page.get_attribute("html", "lang") == "ar"
