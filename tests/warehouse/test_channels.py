"""Channels beyond mail through the outbox: each alert once, retried by kind of answer, one channel's trouble is no other's."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.core.answers import Answer
from include.rasid.core.verdicts import VerdictKind
from include.rasid.errors import BadInputError
from include.rasid.io.channels import load_channels
from include.rasid.local.doctor import examine
from include.rasid.settings import read_settings, settings as process_settings
from include.rasid.stages.answer import answer_contact
from include.rasid.stages.decide import Operator
from include.rasid.stages.deliver import deliver_alerts
from tests.alert_factories import make_facts
from tests.factories import make_article
from tests.http_servers import DROP, SILENT, Hook, hook_server
from tests.smtp_servers import Post, closed_port, post_office
from tests.warehouse.loading import read, rows
from tests.warehouse.outbox_rows import Warehouse, empty_outbox, start_sender
from tests.warehouse.reviewing import PLANNED, contact_of, usual_watches

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.postgres
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def warehouse(warehouse_dsn: str) -> Warehouse:
    """Return a warehouse with an empty outbox."""
    return empty_outbox(warehouse_dsn)


def channels_file(folder: Path, **urls: str) -> str:
    """Write a file of channels that follow the default watch, by key; return its path."""
    listed = [
        {"key": key, "url": url, "watches": ["us_russia"], **({"secrets": [SECRET]} if url.startswith("http") else {})}
        for key, url in urls.items()
    ]
    path = folder / "channels.yml"
    path.write_text(yaml.safe_dump({"version": 1, "channels": listed}), "utf-8")
    return str(path)


def ids(hook: Hook) -> list[str]:
    return [request.headers["webhook-id"] for request in hook.requests]


def test_each_channel_gets_each_alert_once(warehouse: Warehouse, tmp_path: Path) -> None:
    """Webhook and apprise are told beside the readers; a second run tells nobody."""
    for _ in range(2):
        warehouse.add_deliveries(warehouse.add_alert(), "archive", "desk", "sara@desk.example")
    archive, desk, post = Hook(), Hook(), Post()
    with hook_server(archive) as first, hook_server(desk) as second, post_office(post) as port:
        file = channels_file(tmp_path, archive=f"{first}/a", desk=f"{second.replace('http', 'json')}/b")
        settings = warehouse.settings(port, RASID_CHANNELS=file)
        runs = [deliver_alerts(f"run {n}", settings=settings) for n in range(2)]

    assert runs == [{"sent": 6}, {}]
    assert (len(archive.requests), len(desk.requests), len(post.received)) == (2, 2, 2)
    assert warehouse.states() == ["sent"] * 6
    told = [row.message_id for row in warehouse.deliveries() if row.email == "archive"]
    assert sorted(ids(archive)) == sorted(told)


def test_channels_need_no_mail_server(warehouse: Warehouse, tmp_path: Path) -> None:
    """Without a mail server mails wait, channels are told."""
    warehouse.add_deliveries(warehouse.add_alert(), "archive", "sara@desk.example")
    with hook_server(Hook()) as url:
        settings = warehouse.settings(RASID_CHANNELS=channels_file(tmp_path, archive=url))
        assert deliver_alerts("run", settings=settings) == {"no_mail_server": 1, "sent": 1}


def test_two_senders_at_once_tell_a_channel_once(warehouse: Warehouse, tmp_path: Path) -> None:
    """Two runs over the same outbox share the work."""
    for _ in range(30):
        warehouse.add_deliveries(warehouse.add_alert(), "archive")
    hook = Hook()
    with hook_server(hook) as url, ThreadPoolExecutor(2) as pool:
        settings = warehouse.settings(RASID_CHANNELS=channels_file(tmp_path, archive=url))
        runs = list(pool.map(lambda n: deliver_alerts(f"run {n}", settings=settings), range(2)))

    assert sum(run.get("sent", 0) for run in runs) == 30
    assert len(ids(hook)) == len(set(ids(hook))) == 30


def test_answer_decides_what_becomes_of_it(warehouse: Warehouse, tmp_path: Path) -> None:
    """Busy waits and is told later, with the same identity; refused and unknown ones are not sent again; nobody keeps another waiting."""
    warehouse.add_deliveries(warehouse.add_alert(), "busy", "picky", "lost", "away", "well")
    hook = Hook(by_path={"/busy": 503, "/picky": 422, "/lost": DROP})
    with hook_server(hook) as url:
        away = f"http://127.0.0.1:{closed_port()}/away"
        urls = {key: f"{url}/{key}" for key in ("busy", "picky", "lost", "well")}
        settings = warehouse.settings(RASID_CHANNELS=channels_file(tmp_path, away=away, **urls))
        first = deliver_alerts("run 1", settings=settings)
        hook.by_path = {}
        at_once = deliver_alerts("run 2", settings=settings)
        states = {row.email: (row.state, row.waits, row.smtp_code) for row in warehouse.deliveries()}
        warehouse.let_pass(hours=1)
        later = deliver_alerts("run 3", settings=settings)

    assert first == {"later": 2, "refused": 1, "unknown": 1, "sent": 1}
    assert at_once == {}
    assert states == {
        "busy": ("pending", True, 503),
        "picky": ("refused", False, 422),
        "lost": ("unknown", False, None),
        "away": ("pending", True, None),
        "well": ("sent", False, 200),
    }
    assert later == {"later": 1, "sent": 1}
    busy = [request.headers for request in hook.requests if request.path == "/busy"]
    assert len({headers["webhook-id"] for headers in busy}) == 1
    assert sorted(request.path for request in hook.requests) == ["/busy", "/busy", "/lost", "/picky", "/well"]


def test_busy_channel_is_asked_once_a_run(warehouse: Warehouse, tmp_path: Path) -> None:
    """A channel that cannot take one message now is not shown the other twenty."""
    for _ in range(20):
        warehouse.add_deliveries(warehouse.add_alert(), "archive")
    hook = Hook(status=429)
    with hook_server(hook) as url:
        settings = warehouse.settings(RASID_CHANNELS=channels_file(tmp_path, archive=url))
        assert deliver_alerts("run", settings=settings) == {"later": 1}
    assert len(hook.requests) == 1
    assert warehouse.states() == ["pending"] * 20


def test_killed_sender_leaves_one_unknown(warehouse: Warehouse, tmp_path: Path) -> None:
    """A sender that is killed while the channel is silent: that one is unknown and not sent again, the others go out."""
    for _ in range(5):
        warehouse.add_deliveries(warehouse.add_alert(), "archive")
    hook = Hook(status=SILENT)
    with hook_server(hook) as url:
        file = channels_file(tmp_path, archive=url)
        settings = warehouse.settings(RASID_CHANNELS=file)
        child = start_sender(settings, RASID_CHANNELS=file)
        while not hook.requests:
            assert child.poll() is None
            time.sleep(0.05)
        child.kill()
        child.wait()
        hook.status = 200
        warehouse.let_pass(hours=1)
        assert deliver_alerts("run", settings=settings) == {"abandoned": 1, "sent": 4}
    assert len(ids(hook)) == len(set(ids(hook))) == 5
    assert sorted(warehouse.states()) == ["sent"] * 4 + ["unknown"]


def test_channel_that_is_set_up_wrong_waits(warehouse: Warehouse, tmp_path: Path) -> None:
    """An address that apprise does not know keeps its deliveries waiting and nobody else's; an alert that says nothing is refused."""
    warehouse.add_deliveries(warehouse.add_alert(), "archive", "desk")
    broken = warehouse.add_alert(facts={k: v for k, v in make_facts().items() if k != "mode"})
    warehouse.add_deliveries(broken, "archive")
    with hook_server(Hook()) as url:
        file = channels_file(tmp_path, archive=url, desk="nobody-knows://x")
        done = deliver_alerts("run", settings=warehouse.settings(RASID_CHANNELS=file))
    assert done == {"channel_unusable": 1, "not_composed": 1, "sent": 1}
    assert {(row.email, row.state) for row in warehouse.deliveries()} == {
        ("archive", "sent"),
        ("archive", "refused"),
        ("desk", "pending"),
    }


def test_channel_that_is_taken_out_gets_nothing_more(warehouse: Warehouse, tmp_path: Path) -> None:
    """Not even what waits already."""
    hook = Hook(status=503)
    warehouse.execute(
        "insert into ops.subscriber (email, watch_keys, file_watch_keys) values ('archive', '{us_russia}', '{us_russia}')"
    )
    warehouse.add_deliveries(warehouse.add_alert(), "archive")
    with hook_server(hook) as url:
        deliver_alerts("run 1", settings=warehouse.settings(RASID_CHANNELS=channels_file(tmp_path, archive=url)))
        warehouse.let_pass(hours=1)
        assert deliver_alerts("run 2", settings=warehouse.settings()) == {"unsubscribed": 1}
    assert len(hook.requests) == 1


def test_channel_may_mute(warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its key, as a reader by the address."""
    warehouse.add_deliveries(warehouse.add_alert(), "archive")
    monkeypatch.setenv("WAREHOUSE_DSN", warehouse.dsn)
    process_settings.cache_clear()
    done = CliRunner().invoke(app, ["subscribers", "mute", "archive", "--pair", "blinken+lavrov"])
    process_settings.cache_clear()
    hook = Hook()
    with hook_server(hook) as url:
        settings = warehouse.settings(RASID_CHANNELS=channels_file(tmp_path, archive=url))
        assert deliver_alerts("run", settings=settings) == {"unwanted": 1}
    assert (done.exit_code, hook.requests) == (0, [])


def test_channel_is_told_of_news_and_of_its_correction(make_database: Callable[[], str], tmp_path: Path) -> None:
    """From article to webhook: resolution writes the channel's delivery; what proves wrong is corrected there, too."""
    article = make_article(PLANNED.format(place="جنيف", day="10 مارس 2023"), id="a1", on="2023-03-02", publisher="a1")
    hook = Hook()
    with hook_server(hook) as url:
        environment = {
            "RASID_CHANNELS": channels_file(tmp_path, archive=url),
            "RASID_WATCHES": str(usual_watches(tmp_path)),
        }
        settings = read(make_database, [[article]], **environment)
        deliver_alerts("run 1", settings=settings)
        answer = Answer(kind=VerdictKind.REJECTED)
        answer_contact(contact_of(settings, "a1"), answer, Operator(name="sara", reason="no"), settings=settings)
        deliver_alerts("run 2", settings=settings)

    announced, corrected = (json.loads(request.body) for request in hook.requests)
    assert (announced["type"], corrected["type"]) == ("alert.announced", "alert.corrected")
    assert announced["data"]["contact_id"] == corrected["data"]["contact_id"]
    assert corrected["data"]["correction"] == {
        "cause": "rejected",
        "told": [{"transition": "announced", "date": "2023-03-10", "place": "Geneva"}],
    }
    assert [r.is_channel for r in rows(settings, "select is_channel from ops.subscriber where email = 'archive'")] == [
        True
    ]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"key": "Archive"}, "key"),
        ({"key": "a@b.example"}, "key"),
        ({"secrets": []}, "a webhook, and nothing else, has secrets"),
        ({"url": "json://127.0.0.1"}, "a webhook, and nothing else, has secrets"),
        ({"secrets": ["whsec_c2hvcnQ="]}, "not a secret"),
        ({"url": "not an address"}, "url"),
        ({"colour": "red"}, "colour"),
    ],
    ids=str,
)
def test_file_is_checked(tmp_path: Path, entry: dict[str, Any], why: str) -> None:
    """What cannot be a channel is one clear error, and the error does not tell secrets."""
    right = {"key": "archive", "url": "https://hooks.example/s3cr3t", "secrets": [SECRET], "watches": ["us_russia"]}
    path = tmp_path / "channels.yml"
    path.write_text(yaml.safe_dump({"version": 1, "channels": [right | entry]}), "utf-8")
    with pytest.raises(BadInputError, match=why) as caught:
        load_channels(read_settings({"RASID_CHANNELS": str(path)}))
    assert "s3cr3t" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_channel_of_a_watch_that_is_not_there(warehouse: Warehouse, tmp_path: Path) -> None:
    """It would be told nothing, for ever: an error instead."""
    path = tmp_path / "channels.yml"
    entry = {"key": "archive", "url": "https://hooks.example/x", "secrets": [SECRET], "watches": ["moon"]}
    path.write_text(yaml.safe_dump({"version": 1, "channels": [entry]}), "utf-8")
    with pytest.raises(BadInputError, match="moon"):
        deliver_alerts("run", settings=warehouse.settings(RASID_CHANNELS=str(path)))


def test_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Channels are listed and tried; a new secret is one that the file takes."""
    hook = Hook()
    with hook_server(hook) as url:
        monkeypatch.setenv("RASID_CHANNELS", channels_file(tmp_path, archive=url))
        process_settings.cache_clear()
        runner = CliRunner()
        assert runner.invoke(app, ["channels", "list"]).output.split() == ["archive", "webhook", "us_russia"]
        tried = runner.invoke(app, ["channels", "test", "archive"])
        hook.status = 403
        failed = runner.invoke(app, ["channels", "test", "archive"])
        secret = runner.invoke(app, ["channels", "secret"]).output.strip()
        process_settings.cache_clear()
    assert (tried.output.strip(), tried.exit_code) == ("archive: sent (HTTP 200)", 0)
    assert (failed.output.strip(), failed.exit_code) == ("archive: later (HTTP 403)", 1)
    assert json.loads(hook.requests[0].body)["type"] == "test"
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32


def test_doctor_looks_at_channels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each channel is well or wrong; a file of secrets that others can read is noted."""
    file = channels_file(tmp_path, archive="https://hooks.example/x", desk="nobody-knows://x")
    monkeypatch.setenv("RASID_CHANNELS", file)
    process_settings.cache_clear()
    Path(file).chmod(0o644)
    open_to_all = [(f.level, f.text.partition(":")[0]) for f in examine() if f.topic == "channel"]
    Path(file).chmod(0o600)
    kept = [f.level for f in examine() if f.topic == "channel"]
    process_settings.cache_clear()
    assert open_to_all[:2] == [("ok", "archive"), ("wrong", "channel desk")]
    assert ([level for level, _ in open_to_all], kept) == (["ok", "wrong", "note"], ["ok", "wrong"])
