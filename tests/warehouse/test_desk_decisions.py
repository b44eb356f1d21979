"""What people decide in the desk, written as rasid_desk: who may, what a strange page may not, and that twice is once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg2
import pytest
from fastapi.testclient import TestClient
from lxml import html

from include.rasid.core.verdicts import VerdictKind
from include.rasid.desk.access import Seals, Visitor
from include.rasid.desk.app import desk_app
from include.rasid.io.migrations import migrate
from include.rasid.io.postgres import embedded_postgres
from include.rasid.io.roles import ROLES, apply_grants, create_roles
from include.rasid.io.subscribers import ReaderWishes, add_reader
from include.rasid.io.warehouse import connect, transaction
from include.rasid.stages.resolve import resolve_contacts
from include.rasid.stages.review import Given, take_answer
from tests.factories import make_article
from tests.warehouse.desk_warehouse import desk_for, let_in, let_operate
from tests.warehouse.loading import read_more, rows
from tests.warehouse.reviewing import MET, alerts, contact_of, deliver, forget_contacts, reviews, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from include.rasid.core.answers import Answer
    from include.rasid.desk.routes import Desk
    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
HERE = {"Origin": "http://testserver"}
ANNA = "anna@newsroom.example"


@pytest.fixture(scope="module")
def make_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database on a server of its own, where the roles are."""
    server = embedded_postgres(tmp_path_factory.mktemp("decisions"))
    server.start()
    numbers = iter(range(100))
    first = server.ensure_database("first")
    connection = connect(first)
    migrate(connection)
    connection.close()
    create_roles(first, dict.fromkeys(ROLES, "secret"))
    yield lambda: server.ensure_database(f"decisions_{next(numbers)}")
    server.stop()


@pytest.fixture
def settings(make_warehouse: Callable[[], str], tmp_path: Path) -> Settings:
    """Return a warehouse with one contact that waits, two readers, and the rights that its migrations gave."""
    made = waiting(make_warehouse, tmp_path)
    return replace(made, desk_dsn=re.sub(r"//[^@]+@", "//rasid_desk:secret@", made.warehouse_dsn))


@pytest.fixture
def closed() -> list[tuple[str, Answer]]:
    """Return the list of the required actions that the desk closes."""
    return []


@pytest.fixture
def desk(settings: Settings, closed: list[tuple[str, Answer]]) -> Iterator[Desk]:
    """Return the desk as an operator has it."""
    made = desk_for(settings, let_operate, closed)
    yield made
    made.database.close()


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Return a browser of the operator, which says where its forms come from."""
    with TestClient(desk_app(desk), headers=HERE) as made:
        yield made


def seal(client: TestClient, path: str = "/review") -> str:
    """Return the token in the forms of a page."""
    found = html.fromstring(client.get(path).text).xpath("//input[@name='form_seal']/@value")
    return str(found[0])


def send(client: TestClient, path: str, **fields: object) -> int:
    token = seal(client, f"/contacts/{path.split('/')[2]}")
    return client.post(path, data={"form_seal": token, **fields}, follow_redirects=False).status_code


def two_contacts(settings: Settings) -> tuple[str, str]:
    """Let another contact become known; return the first and the second."""
    later = make_article(MET.format(place="فيينا", day="2 يونيو 2023"), id="b1", on="2023-06-02", publisher="sada")
    read_more(settings, [later])
    return contact_of(settings, "a1"), contact_of(settings, "b1")


@pytest.mark.parametrize(("language", "button"), [("ar", "اعتماد"), ("en", "Approve")])
def test_the_queue_shows_what_is_asked(client: TestClient, settings: Settings, language: str, button: str) -> None:
    """The proof with its names marked, its article, and the buttons in the reader's language; nothing runs inline."""
    answer = client.get("/review", params={"lang": language})
    page = html.fromstring(answer.text)
    [form] = page.xpath("//form[@class='decide']")

    assert form.get("action") == f"/review/{contact_of(settings, 'a1')}"
    assert form.xpath(".//button[@value='approved']")[0].text == button
    assert {m.text for m in page.xpath("//blockquote//mark[@class='who']")} >= {"سيرغي لافروف"}
    assert all(a.text_content() for a in page.xpath("//p[@class='byline']/a[starts-with(@href, '/articles/')]"))
    assert page.xpath("//@onclick | //@style | //script[not(@src)]") == []
    labelled = set(page.xpath("//label/@for"))
    assert {i.get("id") for i in form.xpath(".//input[not(@type='hidden')] | .//select")} <= labelled


def test_an_approval_mails_once(client: TestClient, settings: Settings, closed: list[tuple[str, Answer]]) -> None:
    """The answer is kept with who gave it where, closes Airflow's action, is mailed once, and survives a rebuild; twice is once."""
    contact = contact_of(settings, "a1")
    token = seal(client)
    fields = {"form_seal": token, "kind": "approved", "reason": "two agencies"}
    first = client.post(f"/review/{contact}", data=fields, follow_redirects=False)
    again = client.post(f"/review/{contact}", data=fields, follow_redirects=False)

    assert (first.status_code, first.headers["location"]) == (303, "/review?done=approved")
    assert (again.status_code, again.headers["location"]) == (303, "/review?done=answered_elsewhere")
    assert [(c, a.kind) for c, a in closed] == [(contact, VerdictKind.APPROVED)]
    verdicts = rows(settings, "select kind, decided_by, via, reason from core.contact_verdict")
    assert [tuple(v) for v in verdicts] == [("approved", "omar", "desk", "two agencies")]
    assert reviews(settings) == [(contact, "approved")]
    assert sorted(str(m["To"]) for m in deliver(settings)) == ["omar@desk.example", "sara@desk.example"]
    assert deliver(settings) == []
    assert "omar" in html.fromstring(client.get("/review").text).xpath("//section[@aria-labelledby='decided']")[0].text_content()  # fmt: skip
    forget_contacts(settings)
    resolve_contacts("again", settings=settings)
    assert [a[0] for a in alerts(settings)] == ["held"]
    assert reviews(settings) == []


def test_what_airflow_took_first_is_not_taken_again(client: TestClient, settings: Settings) -> None:
    """Answered as a required action before, the desk's answer changes nothing and says so; the other way round, too."""
    contact = contact_of(settings, "a1")
    token = seal(client)
    given = Given(option="reject", form={}, by="sara")
    assert take_answer("r1", contact, given, settings=settings)["rejected"] == 1
    late = client.post(f"/review/{contact}", data={"form_seal": token, "kind": "approved"})

    assert "أجاب غيرك قبلك" in late.text
    assert [tuple(v) for v in rows(settings, "select kind, via from core.contact_verdict")] == [("rejected", "airflow")]
    assert deliver(settings) == []


def test_airflow_after_the_desk_changes_nothing(client: TestClient, settings: Settings) -> None:
    """A required action that is answered after the desk ends as answered elsewhere."""
    contact = contact_of(settings, "a1")
    assert send(client, f"/review/{contact}", kind="rejected") == 303

    assert take_answer("r1", contact, Given(option="approve", form={}, by="sara"), settings=settings) == {
        "answered_elsewhere": 1
    }
    assert (reviews(settings), deliver(settings)) == ([(contact, "rejected")], [])


def test_a_correction_is_taken_or_refused_with_the_reason(client: TestClient, settings: Settings) -> None:
    """What cannot be read changes nothing; what can is kept, and the alert says it."""
    contact = contact_of(settings, "a1")
    bad = client.post(
        f"/review/{contact}", data={"form_seal": seal(client), "kind": "corrected", "place": "<b>Nowhere"}
    )
    assert bad.status_code == 422
    assert "<b>" not in bad.text
    assert html.fromstring(bad.text).xpath("//p[@class='warning']")
    assert reviews(settings) == [(contact, "waiting")]

    assert send(client, f"/review/{contact}", kind="corrected", place="Vienna", day="2023-03-03") == 303
    found = rows(settings, "select place, starts_on::text from mart.contacts")
    assert [tuple(r) for r in found] == [("Vienna", "2023-03-03")]
    assert len(deliver(settings)) == 2


def test_merge_and_split(client: TestClient, settings: Settings) -> None:
    """Two become one, and two again; a second merge of the same is refused; nobody is mailed of either."""
    first, second = two_contacts(settings)
    page = html.fromstring(client.get(f"/contacts/{first}").text)
    assert second in page.xpath("//form[@id='merge']//option/@value")

    assert send(client, f"/contacts/{first}/merge", other=second) == 303
    assert contact_of(settings, "b1") == first
    assert send(client, f"/contacts/{first}/merge", other=second) == 422
    page = html.fromstring(client.get(f"/contacts/{first}").text)
    mention = str(rows(settings, "select max(mention_id) as n from core.contact_mention")[0].n)
    assert mention in page.xpath("//form[@id='split']//input[@name='mention']/@value")
    assert send(client, f"/contacts/{first}/split", mention=[mention]) == 303
    assert contact_of(settings, "b1") != first
    decided = rows(settings, "select kind, decided_by from core.contact_decision order by decision_id")
    assert [tuple(d) for d in decided] == [("merge", "omar"), ("split", "omar")]
    assert send(client, f"/contacts/{first}/split") == 422
    assert deliver(settings) == []


def test_a_pair_is_muted_once(client: TestClient, settings: Settings) -> None:
    """The reader is told no more of the pair; an address that nobody has is refused."""
    with transaction(settings.warehouse_dsn) as cursor:
        add_reader(cursor, ANNA, ["us_russia"], ReaderWishes())
    contact = contact_of(settings, "a1")
    pair = ["blinken", "lavrov"]
    codes = [send(client, f"/contacts/{contact}/mute", email=ANNA, person=pair) for _ in range(2)]

    assert codes == [303, 303]
    assert [r.people for r in rows(settings, "select people from ops.mute")] == [pair]
    assert send(client, f"/contacts/{contact}/mute", email="nobody@newsroom.example", person=pair) == 422
    assert send(client, f"/contacts/{contact}/mute", email=ANNA, person=pair[:1]) == 422


DECISIONS = [
    ("/review/{}", {"kind": "approved"}),
    ("/contacts/{}/merge", {"other": "0"}),
    ("/contacts/{}/split", {"mention": "1"}),
    ("/contacts/{}/mute", {"email": ANNA, "person": ["blinken", "lavrov"]}),
]


@pytest.mark.parametrize(("path", "fields"), DECISIONS)
def test_only_the_desks_own_forms_are_taken(client: TestClient, desk: Desk, settings: Settings, path: str, fields: dict[str, object]) -> None:  # fmt: skip
    """403 without a token, with a made-up one, one of somebody else, one of another secret, and from another site; nothing changes."""
    target = path.format(contact_of(settings, "a1"))
    mine, omar = seal(client), let_operate()
    others = desk.deciding.seals.seal(replace(omar, name="sara"))
    tokens = ["", "x", mine[:-2], others, Seals("another secret").seal(omar)]
    refused = [client.post(target, data={"form_seal": t, **fields}).status_code for t in tokens]
    refused.append(client.post(target, data=fields).status_code)
    strange = ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"})
    refused += [client.post(target, data={"form_seal": mine, **fields}, headers=h).status_code for h in strange]

    assert refused == [403] * 9
    assert rows(settings, "select 1 from core.contact_verdict union all select 1 from ops.mute") == []
    assert reviews(settings)[0][1] == "waiting"


@pytest.mark.parametrize(("path", "fields"), DECISIONS)
def test_who_only_reads_decides_nothing(settings: Settings, path: str, fields: dict[str, object]) -> None:
    """A viewer sees the queue without a form; a token made for an operator of the same name does not help: 403."""
    made = desk_for(settings, let_in)
    contact = contact_of(settings, "a1")
    token = made.deciding.seals.seal(Visitor(name="reader", may_operate=True))
    with TestClient(desk_app(made), headers=HERE) as client:
        pages = [html.fromstring(client.get(p).text) for p in ("/review", f"/contacts/{contact}")]
        code = client.post(path.format(contact), data={"form_seal": token, **fields}).status_code
    made.database.close()

    assert [page.xpath("//form[@method='post']") for page in pages] == [[], []]
    assert pages[0].xpath("//blockquote")
    assert (code, reviews(settings)[0][1]) == (403, "waiting")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from core.contact",
        "delete from core.contact_verdict",
        "update core.contact_verdict set decided_by = 'x'",
        "update core.contact_mention set evidence = 'x'",
        "update core.article set text = 'x'",
        "update ops.alert set facts = '{}'",
        "update ops.delivery set subscriber_id = 1",
        "update ops.subscriber set email = 'x'",
        "insert into ops.subscriber (email) values ('x@y.example')",
        "delete from ops.mute",
        "insert into ops.feed_token (name) values ('x')",
        "delete from ops.run_ledger",
    ],
)
def test_the_desk_may_write_no_more_than_that(settings: Settings, statement: str) -> None:
    """What was decided is not unsaid, and texts, facts and readers stay as they are."""
    with transaction(settings.warehouse_dsn) as cursor:
        apply_grants(cursor)
    connection = connect(settings.desk_dsn)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
