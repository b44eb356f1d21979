"""The page behind the unsubscribe links, over real HTTP and a real Postgres."""

from __future__ import annotations

import re
import threading
import time
import uuid
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from include.rasid.desk.unsubscribe import unsubscribe_app
from include.rasid.io.subscribers import renew_token
from include.rasid.io.warehouse import transaction
from include.rasid.stages.deliver import deliver_alerts
from tests.alert_factories import parse
from tests.smtp_servers import Post, closed_port, post_office
from tests.warehouse.outbox_rows import Warehouse, empty_outbox

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.postgres
ANNA = "anna@newsroom.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(scope="module")
def page(warehouse_dsn: str) -> Iterator[str]:
    """Serve the page; give its address."""
    port = closed_port()
    config = uvicorn.Config(
        unsubscribe_app(lambda: warehouse_dsn), host="127.0.0.1", port=port, log_level="warning", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def link(page: str, warehouse_dsn: str) -> tuple[Warehouse, str]:
    """Return a warehouse with one mail that a reader got, and the link of that mail, on the page that is served."""
    warehouse = empty_outbox(warehouse_dsn)
    warehouse.add_deliveries(warehouse.add_alert(), ANNA)
    post = Post()
    with post_office(post) as port:
        deliver_alerts("run", settings=warehouse.settings(port, RASID_PUBLIC_URL="https://alerts.example/rasid"))
    header = parse(post.contents[0])["List-Unsubscribe"]
    found = re.match(r"<https://alerts\.example/rasid(/unsubscribe/[0-9a-f-]{36})>, <mailto:", header)
    assert found
    return warehouse, page + found[1]


def is_active(warehouse: Warehouse) -> bool:
    """Tell whether the reader still gets mail."""
    return bool(warehouse.execute("select is_active from ops.subscriber where email = %s", ANNA)[0].is_active)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_looking_changes_nothing(link: tuple[Warehouse, str], method: str) -> None:
    """Link checkers and virus scanners fetch every address of a mail: only a POST unsubscribes."""
    warehouse, url = link
    for target in (url, f"{url}?List-Unsubscribe=One-Click"):
        answer = httpx.request(method, target)
        assert answer.status_code == (200 if method == "GET" else 405)

    assert is_active(warehouse)


def test_one_click_unsubscribes(link: tuple[Warehouse, str]) -> None:
    """A POST without cookie and login is enough; what waits is not sent; a second POST changes nothing."""
    warehouse, url = link
    answer = httpx.post(url, data=ONE_CLICK)
    left = warehouse.execute("select left_at, left_by from ops.subscriber where email = %s", ANNA)[0]
    again = httpx.post(url, data=ONE_CLICK)
    warehouse.add_deliveries(warehouse.add_alert(), ANNA)
    post = Post()
    with post_office(post) as port:
        counts = deliver_alerts("run", settings=warehouse.settings(port))

    assert (answer.status_code, again.status_code) == (200, 200)
    assert "set-cookie" not in answer.headers
    assert "You are unsubscribed" in answer.text
    assert "أُلغي اشتراكك" in answer.text
    assert (
        left.left_by,
        warehouse.execute("select left_at from ops.subscriber where email = %s", ANNA)[0].left_at,
    ) == ("link", left.left_at)
    assert (counts, post.received) == ({"unsubscribed": 1}, [])


def test_the_button_does_what_one_click_does(link: tuple[Warehouse, str]) -> None:
    """Who opens the link sees a question and a button that posts to the same address."""
    warehouse, url = link
    asked = httpx.get(url)
    assert asked.text.count('<form method="post">') == 1
    assert "action=" not in asked.text
    assert asked.headers["cache-control"] == "no-store"
    assert asked.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in asked.headers["content-security-policy"]
    httpx.post(url)

    assert not is_active(warehouse)


def test_a_revoked_link_is_dead(link: tuple[Warehouse, str]) -> None:
    """After `new-link` the links of mails that were sent do nothing and say so."""
    warehouse, url = link
    with transaction(warehouse.dsn) as cursor:
        renew_token(cursor, ANNA)

    assert httpx.post(url, data=ONE_CLICK).status_code == httpx.get(url).status_code == 404
    assert is_active(warehouse)


@pytest.mark.parametrize(
    "token",
    [
        str(uuid.UUID(int=0)),
        str(uuid.uuid4()),
        "1",
        "%27%20or%201=1--",
        "..%2f..%2fetc",
        "%00",
        "x" * 5000,
        "{token}",
        "é",
    ],
)
def test_strange_tokens(link: tuple[Warehouse, str], token: str) -> None:
    """What is no reader's token is 404, whatever it holds, and unsubscribes nobody."""
    warehouse, url = link
    target = url.rpartition("/")[0] + "/" + token

    assert httpx.post(target, data=ONE_CLICK).status_code == 404
    assert httpx.get(target).status_code == 404
    assert is_active(warehouse)


def test_a_large_body_is_no_matter(link: tuple[Warehouse, str]) -> None:
    """The body is not read: a large one neither fails nor fills the memory."""
    _, url = link

    assert httpx.post(url, content=b"x" * 5_000_000).status_code == 200


def test_no_page_lists_what_there_is(page: str) -> None:
    """There is no index and no description of the interface."""
    assert [httpx.get(page + path).status_code for path in ("/", "/docs", "/openapi.json", "/unsubscribe/")] == [
        404
    ] * 4
