"""Hand one message to a channel: a signed webhook, or whatever apprise speaks to; one outcome for each."""

from __future__ import annotations

import logging
import re
import time
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from include.rasid.core.channel import signed_headers
from include.rasid.errors import BadInputError, SetupError
from include.rasid.io.mailer import SendOutcome, SendResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from include.rasid.core.channel import ChannelMessage
    from include.rasid.io.channels import Channel

_SECONDS = httpx.Timeout(30.0, connect=10.0)
# What says that this message cannot be taken, however often it comes. Everything else that is no success says nothing of the
# message: somebody has to put the channel right, or it is busy.
_NEVER = frozenset({400, 406, 409, 411, 413, 414, 415, 422, 431})
_GATEWAY = frozenset({502, 504})  # answered by somebody on the way: the channel may have the message
_CHATTY = ("httpcore", "httpx", "requests", "urllib3")
_STATUS = re.compile(r"\berror=(\d{3})\b")  # as apprise's plugins log an answer
# As requests and urllib3 call what happens before a request is on its way.
_NOT_REACHED = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER"
)


class ChannelSender(Protocol):
    """Somebody who hands messages to a channel."""

    service: str  # what it is, as Slack

    def send(self, message: ChannelMessage, seal: Callable[[], bool]) -> SendResult:
        """Hand one message over; ``seal`` is called just before, and where it says no nothing is sent."""
        ...


def channel_sender(channel: Channel) -> ChannelSender:
    """Return who speaks to a channel.

    Raises:
        SetupError: It needs apprise, which is not installed.
        BadInputError: The address is none that apprise knows, or one message would become several.
    """
    return WebhookSender(channel) if channel.is_webhook else AppriseSender(channel)


class WebhookSender:
    """POSTs JSON, signed anew for each attempt; redirects are not followed, answers are not read beyond their status."""

    def __init__(self, channel: Channel, seconds: httpx.Timeout = _SECONDS) -> None:
        self.service = "webhook"
        self._channel = channel
        self._seconds = seconds

    def send(self, message: ChannelMessage, seal: Callable[[], bool]) -> SendResult:
        """Post one message."""
        headers = signed_headers(message.identity, message.payload, int(time.time()), self._channel.secrets)
        headers |= {"content-type": "application/json; charset=utf-8", "user-agent": "Rasid"}
        if not seal():
            return _taken()
        try:
            return _answered(self._post(message.payload, headers))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            return _lost(SendOutcome.LATER, f"not reached: {type(error).__name__}")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _lost(SendOutcome.UNKNOWN, f"connection lost after the request: {type(error).__name__}")

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        with (
            _discreet(),
            httpx.stream("POST", self._channel.url, content=body, headers=headers, timeout=self._seconds) as answer,
        ):
            return answer.status_code


class AppriseSender:
    """Speaks to whatever apprise has a plugin for; what became of a message is read from what the plugin logs.

    A plugin only says yes or no. An answer it logs as ``error=403``; without one the message is unknown, unless the log says that
    no connection came about. What it logs has the channel's address in it and goes nowhere.
    """

    def __init__(self, channel: Channel) -> None:
        if find_spec("apprise") is None:
            raise SetupError(f"channel {channel.key} needs apprise, which is not installed (extra channels)")
        import apprise  # noqa: PLC0415 - an extra

        asset = apprise.AppriseAsset(app_id="Rasid", app_desc="Rasid", app_url="", image_url_mask="")
        with _discreet():
            plugin: Any = apprise.Apprise.instantiate(channel.url, asset=asset)
        if plugin is None:
            raise BadInputError(f"channel {channel.key}: apprise does not know this address, or it is not complete")
        if len(plugin) != 1 or plugin.overflow_mode == apprise.OverflowMode.SPLIT:
            raise BadInputError(
                f"channel {channel.key}: one target for each channel, without retry and overflow=split: "
                "a message that arrived in part could not be told from one that did not"
            )
        self._apprise = apprise.Apprise(asset=asset)
        self._apprise.add(plugin)
        self._format = apprise.NotifyFormat.TEXT
        self.service = str(plugin.service_name)

    def send(self, message: ChannelMessage, seal: Callable[[], bool]) -> SendResult:
        """Post one message."""
        if not seal():
            return _taken()
        with _discreet() as lines:
            is_done = self._apprise.notify(body=message.body, title=message.title, body_format=self._format)
        if is_done:
            return SendResult(outcome=SendOutcome.SENT, code=None, detail=f"{self.service} took it")
        heard = "\n".join(lines)
        if found := _STATUS.search(heard):
            status = int(found[1])
            if status < 300:  # as Slack says no
                return SendResult(outcome=SendOutcome.LATER, code=status, detail=f"{self.service} did not take it")
            return _answered(status)
        if _NOT_REACHED.search(heard):
            return _lost(SendOutcome.LATER, f"{self.service} was not reached")
        return _lost(SendOutcome.UNKNOWN, f"{self.service} gave no answer")


def _answered(status: int) -> SendResult:
    if 200 <= status < 300:
        outcome = SendOutcome.SENT
    elif status in _NEVER:
        outcome = SendOutcome.REFUSED
    else:
        outcome = SendOutcome.UNKNOWN if status in _GATEWAY else SendOutcome.LATER
    return SendResult(outcome=outcome, code=status, detail=f"HTTP {status}")


def _lost(outcome: SendOutcome, detail: str) -> SendResult:
    return SendResult(outcome=outcome, code=None, detail=detail)


def _taken() -> SendResult:
    return SendResult(outcome=SendOutcome.TAKEN, code=None, detail="another sender has it")


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _discreet() -> Iterator[list[str]]:
    """Give what apprise logs while the block runs, and keep it, and what HTTP clients log, from every log: they tell addresses."""
    logger, ear = logging.getLogger("apprise"), _Ear()
    chatty = {name: logging.getLogger(name).level for name in _CHATTY}
    level, propagates = logger.level, logger.propagate
    logger.addHandler(ear)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield ear.lines
    finally:
        for name, before in chatty.items():
            logging.getLogger(name).setLevel(before)
        logger.removeHandler(ear)
        logger.setLevel(level)
        logger.propagate = propagates
