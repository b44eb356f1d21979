"""Messages to channels beyond mail: signed requests, one outcome for each answer, and nothing secret in logs; real HTTP servers."""

from __future__ import annotations

import base64
import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

from include.rasid.core.alert_facts import read_alert_facts
from include.rasid.core.channel import ChannelMessage, channel_message, signed_headers
from include.rasid.core.mail import Envelope
from include.rasid.errors import BadInputError
from include.rasid.io.channel_sender import AppriseSender, WebhookSender, channel_sender
from include.rasid.io.channels import Channel
from include.rasid.io.mailer import SendOutcome
from include.rasid.settings import PROJECT
from tests.alert_factories import mail_style, make_facts
from tests.certificates import make_certificate, server_context
from tests.http_servers import DROP, SILENT, Hook, hook_server
from tests.smtp_servers import closed_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
SENT_AT = datetime(2023, 3, 2, 13, 0, 4, tzinfo=UTC)


def make_channel(url: str) -> Channel:
    secrets = (KEY,) if url.startswith("http") else ()
    return Channel(key="desk", url=url, secrets=secrets, watches=("us_russia",), language=None)


def make_message(**facts: Any) -> ChannelMessage:
    envelope = Envelope(
        contact_id="3f0c8f9e-1111-4222-8333-123456789abc",
        transition="held",
        revision=1,
        recipient="desk",
        token="",
        sent_at=SENT_AT,
        language="en",
    )
    return channel_message(read_alert_facts(make_facts(**facts)), envelope, mail_style())


def documented(language: str) -> str:
    """Return the last block of code of a language in the page on channels."""
    text = (PROJECT / "docs" / "channels.md").read_text("utf-8")
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return blocks[-1]


def is_ours() -> Callable[..., bool]:
    """Return the check that the page on channels gives to receivers."""
    names: dict[str, Any] = {}
    exec(documented("python"), names)  # what a receiver would copy
    check: Callable[..., bool] = names["is_ours"]
    return check


def test_webhook_gets_signed_json() -> None:
    """The request is what the page says, and the receiver's check of that page takes it."""
    hook, message = Hook(), make_message()
    with hook_server(hook) as url:
        result = WebhookSender(make_channel(f"{url}/rasid?a=b")).send(message, lambda: True)

    [request] = hook.requests
    assert (result.outcome, result.code) == (SendOutcome.SENT, 200)
    assert request.path == "/rasid?a=b"
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    assert request.headers["webhook-id"] == message.identity
    assert is_ours()(SECRET, request.headers, request.body)
    told, shown = json.loads(request.body), json.loads(documented("json"))
    assert set(told) == set(shown)
    assert set(told["data"]) == set(shown["data"])
    same = {name for name, value in shown["data"].items() if "…" not in json.dumps(value, ensure_ascii=False)} - {"id"}
    assert {name: told["data"][name] for name in same} == {name: shown["data"][name] for name in same}


def test_check_refuses_what_is_not_ours() -> None:
    """Another body, identity, time or key, an old request, and a signature of nothing are refused; two secrets both work."""
    check, body, now = is_ours(), b'{"type":"test"}', 1_700_000_000
    other = bytes(32)
    headers = signed_headers("m1", body, now, (KEY,))
    assert check(SECRET, headers, body, now=now + 299)
    assert not check(SECRET, headers, body, now=now + 301)
    assert not check(SECRET, headers, body + b" ", now=now)
    assert not check(SECRET, headers | {"webhook-id": "m2"}, body, now=now)
    assert not check(SECRET, headers | {"webhook-timestamp": str(now + 1)}, body, now=now)
    assert not check(SECRET, signed_headers("m1", body, now, (other,)), body, now=now)
    assert not check(SECRET, headers | {"webhook-signature": ""}, body, now=now)
    assert check(SECRET, signed_headers("m1", body, now, (other, KEY)), body, now=now)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, SendOutcome.SENT),
        (204, SendOutcome.SENT),
        (302, SendOutcome.LATER),
        (400, SendOutcome.REFUSED),
        (401, SendOutcome.LATER),
        (404, SendOutcome.LATER),
        (413, SendOutcome.REFUSED),
        (429, SendOutcome.LATER),
        (500, SendOutcome.LATER),
        (502, SendOutcome.UNKNOWN),
        (503, SendOutcome.LATER),
        (504, SendOutcome.UNKNOWN),
        (DROP, SendOutcome.UNKNOWN),
    ],
)
@pytest.mark.parametrize("kind", ["webhook", "apprise"])
def test_outcome_follows_from_the_answer(kind: str, status: int, outcome: SendOutcome) -> None:
    """What may have arrived is unknown, what cannot arrive is refused, and all else is tried later; one request, no redirect."""
    content = b"" if status == 204 else b"ok"
    hook = Hook(status=status, headers={"location": "/elsewhere"} if status == 302 else {}, content=content)
    with hook_server(hook) as url:
        address = f"{url}/x" if kind == "webhook" else f"{url.replace('http', 'json')}/x?redirect=no"
        result = channel_sender(make_channel(address)).send(make_message(), lambda: True)

    assert result.outcome is outcome
    assert len(hook.requests) == 1


def test_silent_webhook_is_unknown() -> None:
    """A server that takes the request and does not answer in time may have acted on it."""
    with hook_server(Hook(status=SILENT)) as url:
        result = WebhookSender(make_channel(url), httpx.Timeout(5, read=0.2)).send(make_message(), lambda: True)
    assert result.outcome is SendOutcome.UNKNOWN


@pytest.mark.parametrize("scheme", ["http", "json"])
def test_nobody_listens(scheme: str) -> None:
    """No connection came about: nothing can have arrived, so it is tried later."""
    channel = make_channel(f"{scheme}://127.0.0.1:{closed_port()}/x")
    assert channel_sender(channel).send(make_message(), lambda: True).outcome is SendOutcome.LATER


@pytest.mark.parametrize("scheme", ["http", "json"])
def test_nothing_is_sent_that_another_sender_has(scheme: str) -> None:
    """Where the seal says no, no request leaves."""
    hook = Hook()
    with hook_server(hook) as url:
        channel = make_channel(url.replace("http", scheme))
        result = channel_sender(channel).send(make_message(), lambda: False)
    assert (result.outcome, hook.requests) == (SendOutcome.TAKEN, [])


def test_slack_gets_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headlines, evidence and link arrive; words of an article ring nobody's bell and make no link of their own."""
    evidence = {
        "text": "التقى <!channel> بلينكن <https://evil.example|لافروف> @here",
        "part": "text",
        "article_key": "a",
    }
    hook = Hook()
    with hook_server(hook) as url:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{url}/services")
        channel = make_channel("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news")
        result = AppriseSender(channel).send(make_message(evidence=evidence, highlights=[]), lambda: True)

    [request] = hook.requests
    text = json.dumps(json.loads(request.body), ensure_ascii=False)
    assert result.outcome is SendOutcome.SENT
    assert "Held: Blinken–Lavrov, New Delhi, 2023-03-02" in text
    assert "عُقد: لقاء بلينكن ولافروف" in text
    assert "https://news.example/2023/03/02/blinken-lavrov" in text
    assert "<!channel>" not in text
    assert "<https://evil.example|" not in text
    assert "githubusercontent" not in text  # no picture of apprise's


def test_telegram_gets_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is text; HTML in an article's words is escaped."""
    evidence = {"text": "التقى <a href='https://evil.example'>بلينكن</a> لافروف", "part": "text", "article_key": "a"}
    hook = Hook(content=b'{"ok": true, "result": {}}')
    with hook_server(hook) as url:
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"{url}/bot")
        channel = make_channel("tgram://123456789:abcdefg_hijklmnop/12315544/")
        result = AppriseSender(channel).send(make_message(evidence=evidence, highlights=[]), lambda: True)

    [request] = hook.requests
    payload = json.loads(request.body)
    assert result.outcome is SendOutcome.SENT
    assert "Blinken–Lavrov" in payload["text"]
    assert "<a href='https://evil.example'" not in payload["text"]


def test_teams_gets_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workflow gets a card with the headlines, over TLS; from a server whose certificate nobody vouches for it is kept back."""
    hook, certificate = Hook(status=202), make_certificate(tmp_path)
    with hook_server(hook, server_context(certificate)) as url:
        channel = make_channel(f"{url.replace('https', 'workflows')}/WORKFLOWID/SIGNATURE/")
        doubtful = AppriseSender(channel).send(make_message(), lambda: True)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        result = AppriseSender(channel).send(make_message(), lambda: True)
    assert doubtful.outcome is SendOutcome.LATER
    assert result.outcome is SendOutcome.SENT
    [request] = hook.requests
    assert "Held: Blinken–Lavrov" in json.dumps(json.loads(request.body), ensure_ascii=False)


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news/#other",
        "json://127.0.0.1/x?retry=2",
        "json://127.0.0.1/x?overflow=split",
        "nobody-knows://127.0.0.1/x",
    ],
)
def test_address_that_cannot_be_told_once_is_refused(url: str) -> None:
    """Several targets, retries and cut messages are no channel, nor is what apprise does not know; the error does not tell the address."""
    with pytest.raises(BadInputError, match="channel desk: ") as caught:
        channel_sender(make_channel(url))
    assert "127.0.0.1" not in str(caught.value)
    assert "T1JJ3T3L2" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["http", "json"])
def test_addresses_stay_out_of_logs(scheme: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever has the address may post there: no log, detail or representation has it, and other logs go on as before."""
    with hook_server(Hook(status=403)) as url, caplog.at_level(logging.DEBUG):
        channel = make_channel(f"{url.replace('http', scheme)}/top-secret")
        result = channel_sender(channel).send(make_message(), lambda: True)
        logging.getLogger("apprise").info("afterwards")
        logging.getLogger("httpx").info("afterwards")
    assert (result.outcome, result.code) == (SendOutcome.LATER, 403)
    assert "top-secret" not in caplog.text
    assert "top-secret" not in f"{result} {channel!r}"
    assert caplog.text.count("afterwards") == 2
