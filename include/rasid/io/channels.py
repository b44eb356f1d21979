"""The file of channels beyond mail, checked: Slack, Teams, Telegram and others by apprise, and signed webhooks."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from include.rasid.core.channel import SECRET_PREFIX
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings

_MESSAGES = PROJECT / "include" / "messages" / "channels.yml"
_SECRET_BYTES = range(24, 65)  # what Standard Webhooks allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where alerts are told beyond mail."""

    key: str  # what ops.subscriber.email says of it
    url: str = field(repr=False)  # of apprise, or http(s): a webhook; whoever has it may post there
    secrets: tuple[bytes, ...] = field(repr=False)  # that sign what a webhook gets; of others there are none
    watches: tuple[str, ...]  # keys of watches.yml
    language: Literal["ar", "en"] | None  # which comes first; None: the watch's

    @property
    def is_webhook(self) -> bool:
        """Tell whether we speak to it ourselves."""
        return self.url.startswith(("https://", "http://"))


def _decoded(text: str) -> str:
    try:
        size = len(decode_secret(text))
    except (binascii.Error, ValueError):
        size = 0
    if size not in _SECRET_BYTES:
        raise ValueError("not a secret such as ./rasid channels secret prints")
    return text


class _Channel(StrictModel):
    key: str = Field(pattern="^[a-z][a-z0-9_-]{0,39}$")
    url: str = Field(pattern=r"^[a-z][a-z0-9+.-]*://\S+$")
    watches: tuple[str, ...] = Field(min_length=1)
    language: Literal["ar", "en"] | None = None
    secrets: tuple[Annotated[str, AfterValidator(_decoded)], ...] = Field(default=(), max_length=2)


class TestWords(StrictModel):
    """What a test message says, in both languages."""

    title: str
    body: str  # with {key}


class _MessagesFile(StrictModel):
    version: int
    source: str
    test: TestWords


class _ChannelsFile(StrictModel):
    version: int
    channels: tuple[_Channel, ...]


def decode_secret(text: str) -> bytes:
    """Return the key that a secret stands for.

    Raises:
        ValueError: It is not base64.
    """
    return base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)


def load_channels(settings: Settings) -> tuple[Channel, ...]:
    """Return the channels of the file that RASID_CHANNELS names; none where it names none.

    Raises:
        BadInputError: The file is missing or breaks its schema, two channels share a key, or a webhook lacks a secret.
    """
    path = settings.channels_file
    if path is None:
        return ()
    channels = tuple(_channel(raw) for raw in load_yaml_model(path, _ChannelsFile).channels)
    if len({channel.key for channel in channels}) < len(channels):
        raise BadInputError("two channels share a key", path=path)
    for channel in channels:
        if channel.is_webhook != bool(channel.secrets):
            raise BadInputError(f"{channel.key}: a webhook, and nothing else, has secrets", path=path)
    return channels


def load_test_words() -> TestWords:
    """Return what a test message says.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    return load_yaml_model(_MESSAGES, _MessagesFile).test


def with_channels(watches: Sequence[Watch], channels: Sequence[Channel]) -> tuple[Watch, ...]:
    """Return the watches with their channels among the recipients.

    Raises:
        BadInputError: A channel names a watch that there is not.
    """
    strange = {key for channel in channels for key in channel.watches} - {watch.key for watch in watches}
    if strange:
        raise BadInputError(f"RASID_CHANNELS names watches that there are not: {', '.join(sorted(strange))}")
    told = {watch.key: tuple(c.key for c in channels if watch.key in c.watches) for watch in watches}
    return tuple(replace(watch, recipients=(*watch.recipients, *told[watch.key])) for watch in watches)


def _channel(raw: _Channel) -> Channel:
    return Channel(
        key=raw.key,
        url=raw.url,
        secrets=tuple(decode_secret(text) for text in raw.secrets),
        watches=raw.watches,
        language=raw.language,
    )
