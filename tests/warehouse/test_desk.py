"""The contacts desk over a real warehouse: pages in both languages, JSON, subscriptions, and who is let in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient
from icalendar import Calendar
from lxml import etree, html
from prometheus_client.parser import text_string_to_metric_families
from starlette.routing import Route

from include.rasid.desk.app import desk_app
from include.rasid.desk.database import Database
from include.rasid.desk.metrics import METRICS
from include.rasid.settings import PROJECT
from tests.factories import make_article
from tests.warehouse.desk_warehouse import desk_for, newsroom_warehouse
from tests.warehouse.loading import execute, read_more, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from include.rasid.desk.access import Visitor
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> لقاء بلينكن ولافروف'
MEETING = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في نيودلهي أمس الأربعاء. "
REST = "وتناول الجانبان ملفات عدة بينها معاهدة الأسلحة الاستراتيجية والوضع في أوكرانيا. " * 5
PAGES = ("/", "/?day=2022-01-21", "/contacts", "/people", "/search?q=بلينكن", "/sources", "/review", "/quality")
CHARTS = ("/charts/mode.svg", "/charts/status.svg", "/charts/map.svg", "/charts/sources.svg")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Return a warehouse with the newsroom and a hostile article, on a server of its own."""
    with newsroom_warehouse(tmp_path_factory.mktemp("desk")) as made:
        hostile = make_article(HOSTILE + ". " + MEETING + REST, id="hostile", title=HOSTILE, on="2024-05-02")
        read_more(made, [hostile])
        yield made


def keep_out() -> Visitor:
    raise HTTPException(401, "Not authenticated")


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Iterator[TestClient]:
    """Return a client of the desk, which reads as rasid_desk."""
    made = desk_for(settings)
    with TestClient(desk_app(made)) as client:
        yield client
    made.database.close()


def contact_of(settings: Settings, condition: str) -> str:
    return str(
        rows(settings, f"select contact_id from mart.contacts where {condition} order by articles desc limit 1")[0][0]
    )


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_speaks_both_languages(desk: TestClient, path: str, language: str) -> None:
    """The page answers in the language and direction asked for, has one heading, and stays below 300 KB."""
    answer = desk.get(path, params={"lang": language} | dict(re.findall(r"[?&](\w+)=([^&]+)", path)))
    page = html.fromstring(answer.text)

    assert answer.status_code == 200
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert len(page.xpath("//h1")) == 1
    assert len(answer.content) < 300_000


@pytest.mark.parametrize("path", CHARTS)
def test_charts_are_svg_and_kept_by_browsers(desk: TestClient, path: str) -> None:
    """A chart is well-formed SVG; asked for again with its tag it costs nothing."""
    first = desk.get(path)
    again = desk.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert etree.fromstring(first.content).tag.endswith("svg")
    assert (again.status_code, again.content) == (304, b"")
    assert desk.get(path, params={"theme": "dark"}).headers["etag"] != first.headers["etag"]


def test_a_contact_shows_its_proof(desk: TestClient, settings: Settings) -> None:
    """Evidence with its names marked, history, sources, and what was told of it."""
    key = contact_of(settings, "participants = '{blinken,lavrov}' and starts_on = '2022-01-21'")
    page = html.fromstring(desk.get(f"/contacts/{key}", params={"lang": "en"}).text)
    quotations = page.xpath("//blockquote")

    assert page.xpath("//h1")[0].text_content() == "Antony Blinken, Sergei Lavrov"
    assert quotations
    assert any(mark.text == "لافروف" for mark in page.xpath("//blockquote//mark[@class='who']"))
    assert page.xpath("//ol[@class='timeline']/li")
    assert "Geneva" in page.xpath("//dl")[0].text_content()


@pytest.mark.parametrize(("language", "gate"), [("ar", "أقوال المصادر"), ("en", "confidence")])
def test_why_is_told_in_both_languages(desk: TestClient, settings: Settings, language: str, gate: str) -> None:
    """Every gate with the words that decided; of a contact that is not there nothing is told."""
    key = contact_of(settings, "participants = '{blinken,lavrov}' and starts_on = '2022-01-21'")
    page = html.fromstring(desk.get(f"/contacts/{key}/why", params={"lang": language}).text)

    assert gate in page.xpath("//ul[@class='why']")[0].text_content()
    assert desk.get("/contacts/00000000-0000-0000-0000-000000000000/why").status_code == 404


def test_a_pair_has_its_count_and_gaps(desk: TestClient, settings: Settings) -> None:
    """“Blinken – Lavrov: so many contacts, last held”, and a chart with the table behind it."""
    held = rows(settings, "select distinct starts_on from mart.contacts where participants @> '{blinken,lavrov}' and status in ('held', 'ongoing') and starts_on is not null order by 1")  # fmt: skip
    page = html.fromstring(desk.get("/pairs/blinken/lavrov", params={"lang": "en"}).text)

    assert page.xpath("//h1")[0].text_content() == (
        f"Antony Blinken – Sergei Lavrov: {len(held)} contacts, last held {held[-1].starts_on}"
    )
    assert len(page.xpath("//details//tbody/tr")) == len(held)
    assert desk.get("/charts/gaps.svg", params={"person": ["blinken", "lavrov"]}).status_code == 200
    assert desk.get("/charts/gaps.svg").status_code == 422


def test_texts_from_outside_are_only_texts(desk: TestClient, settings: Settings) -> None:
    """A headline that is markup is shown as letters on every page that has it, and nothing may run."""
    article = rows(settings, "select article_id from core.article where article_key = 'hostile'")[0].article_id
    key = contact_of(settings, "participants = '{blinken,lavrov}' and first_reported_at::date = '2024-05-02'")
    for path in (f"/articles/{article}", f"/contacts/{key}", "/search?q=نيودلهي", "/?day=2024-05-02"):
        answer = desk.get(path)
        page = html.fromstring(answer.text)
        assert page.xpath("//img[@onerror]") == []
        assert [s.get("src") for s in page.xpath("//script")] == ["/static/desk.js"]
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        assert not page.xpath("//*[@style]")


def test_the_article_is_marked_where_it_says_so(desk: TestClient, settings: Settings) -> None:
    """The stored text is shown whole, letter for letter, with evidence and names marked."""
    row = rows(settings, "select article_id, text from core.article where article_key = 'hostile'")[0]
    page = html.fromstring(desk.get(f"/articles/{row.article_id}").text)
    text = page.xpath("//div[@class='text']")[0]

    assert text.text_content() == row.text
    assert "لافروف" in {m.text_content() for m in text.xpath(".//mark[contains(@class, 'who')]")}
    assert text.xpath(".//mark[contains(@class, 'proof')]")


def test_lists_are_paged_without_gaps(desk: TestClient) -> None:
    """Following ``next`` gives every contact once, in one order, whatever the size of the page."""
    whole = desk.get("/api/contacts", params={"limit": 200}).json()["items"]
    found: list[str] = []
    after = None
    while True:
        answer = desk.get("/api/contacts", params={"limit": 7} | ({"after": after} if after else {})).json()
        found += [item["contact_id"] for item in answer["items"]]
        after = answer["next"]
        if after is None:
            break

    assert found == [item["contact_id"] for item in whole]
    assert len(set(found)) == len(found) > 50


def test_filters_and_mistakes(desk: TestClient) -> None:
    """Filters narrow; what is no filter, status or cursor is refused with a reason."""
    held = desk.get("/api/contacts", params={"status": "held", "person": "lavrov", "since": "2022-01-01"}).json()[
        "items"
    ]

    assert held
    assert all(c["status"] == "held" and "lavrov" in c["participants"] and c["ends_on"] >= "2022-01-01" for c in held)
    assert desk.get("/api/contacts", params={"status": "gone"}).status_code == 422
    assert desk.get("/api/contacts", params={"nonsense": "1"}).status_code == 422
    assert desk.get("/api/contacts", params={"after": "eA=="}).status_code == 400
    assert desk.get("/api/contacts/00000000-0000-0000-0000-000000000000").status_code == 404
    assert (
        desk.get("/contacts/00000000-0000-0000-0000-000000000000", headers={"Accept": "text/html"}).status_code == 404
    )


def test_an_answer_that_is_known_is_not_sent_again(desk: TestClient) -> None:
    """ETags of the API."""
    first = desk.get("/api/articles", params={"limit": 3})
    assert (
        desk.get("/api/articles", params={"limit": 3}, headers={"If-None-Match": first.headers["etag"]}).status_code
        == 304
    )


def test_subscriptions_need_their_address(desk: TestClient, settings: Settings) -> None:
    """Atom and calendar open with a token that works and with nothing else; a revoked one is as unknown as any."""
    token = rows(settings, "insert into ops.feed_token (name) values ('test') returning token")[0].token
    execute(settings, "update core.contact set status = 'planned', starts_on = current_date + 3, ends_on = current_date + 3 where contact_id = (select min(contact_id::text)::uuid from mart.contacts)")  # fmt: skip
    atom = desk.get("/contacts.atom", params={"token": token})
    calendar = desk.get("/contacts.ics", params={"token": token})
    entries = etree.fromstring(atom.content).findall("{http://www.w3.org/2005/Atom}entry")

    assert len(entries) > 20
    assert len({e.findtext("{http://www.w3.org/2005/Atom}id") for e in entries}) == len(entries)
    assert [e["STATUS"] for e in Calendar.from_ical(calendar.text).walk("VEVENT")] == ["CONFIRMED"]
    execute(settings, f"update ops.feed_token set revoked_at = now() where token = '{token}'")
    for path in ("/contacts.atom", "/contacts.ics"):
        assert desk.get(path, params={"token": token}).status_code == 404
        assert desk.get(path, params={"token": "00000000-0000-0000-0000-000000000000"}).status_code == 404
        assert desk.get(path).status_code == 422


def test_figures_for_prometheus(desk: TestClient, settings: Settings) -> None:
    """Each figure that is counted is described, and what is counted is what is stored; without the token there is none."""
    token = rows(settings, "insert into ops.feed_token (name) values ('prometheus') returning token")[0].token
    answer = desk.get("/metrics", params={"token": token})
    families = {f.name: f for f in text_string_to_metric_families(answer.text)}
    alerts = rows(settings, "select count(*)::int as n from ops.alert")[0].n
    query = (PROJECT / "include" / "sql" / "queries" / "metrics.sql").read_text("utf-8")

    assert set(re.findall(r"'(rasid_[a-z_]+)'", query)) == set(METRICS)
    assert sum(s.value for s in families["rasid_alerts"].samples) == alerts
    assert {s.labels["le"] for s in families["rasid_mention_confidence"].samples} >= {"0.5", "0.75", "1.0"}
    assert desk.get("/metrics", params={"token": "00000000-0000-0000-0000-000000000000"}).status_code == 404


def test_every_route_asks_who_is_there(settings: Settings) -> None:
    """Without a session each route answers 401, and the three for programs ask for their token."""
    app = desk_app(desk_for(settings, keep_out))
    asked = sorted(
        {(m, r.path) for r in app.routes if isinstance(r, Route) for m in (r.methods or set()) - {"HEAD", "OPTIONS"}}
    )
    names = {"contact_id": "00000000-0000-0000-0000-000000000000", "article_id": "1", "person": "x", "one": "x", "other": "y", "name": "mode", "path": "index.html"}  # fmt: skip
    with TestClient(app) as client:
        answers = {(m, p): client.request(m, p.replace(":path", "").format(**names)).status_code for m, p in asked}

    assert len(asked) >= 24
    assert [p for m, p in asked if m == "POST"] == [
        "/contacts/{contact_id}/merge",
        "/contacts/{contact_id}/mute",
        "/contacts/{contact_id}/split",
        "/review/{contact_id}",
    ]
    assert {p: code for p, code in answers.items() if code != 401} == {
        ("GET", "/contacts.atom"): 422,
        ("GET", "/contacts.ics"): 422,
        ("GET", "/metrics"): 422,
    }


def test_the_desk_can_only_read(settings: Settings) -> None:
    """Its connection refuses to write, whatever a query says."""
    database = Database(lambda: settings.desk_dsn)
    with pytest.raises(Exception, match="read-only"), database.reading() as cursor:
        cursor.execute("delete from core.contact")
    database.close()


def test_a_warehouse_that_went_away_is_busy(desk: TestClient, settings: Settings) -> None:
    """Connections that the server has cut are noticed, told as busy once, and replaced."""
    execute(settings, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rasid_desk'")
    codes = [desk.get("/api/sources").status_code for _ in range(12)]

    assert set(codes) <= {200, 503}
    assert codes[-1] == 200
