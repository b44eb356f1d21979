"""``./rasid channels …``: channels beyond mail, whether they are set up right, and a test message."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from include.rasid.errors import BadInputError

if TYPE_CHECKING:
    from include.rasid.core.channel import ChannelMessage

channels_app = typer.Typer(no_args_is_help=True, help="Channels beyond mail: Slack, Teams, Telegram, signed webhooks.")

_SECRET_BYTES = 32


@channels_app.command("list")
def list_channels() -> None:
    """Print the channels of the file that RASID_CHANNELS names: key, kind, watches."""
    from include.rasid.io.channel_sender import channel_sender
    from include.rasid.io.channels import load_channels
    from include.rasid.settings import settings

    channels = load_channels(settings())
    for channel in channels:
        typer.echo("\t".join((channel.key, channel_sender(channel).service, ",".join(channel.watches))))
    if not channels:
        typer.echo("no channel: RASID_CHANNELS names no file, or an empty one (docs/channels.md)")


@channels_app.command()
def test(key: Annotated[str, typer.Argument(help="Key of a channel.")]) -> None:
    """Send one test message to a channel and say what became of it; exit code 1 when it was not taken."""
    from include.rasid.io.channel_sender import channel_sender
    from include.rasid.io.channels import load_channels
    from include.rasid.io.mailer import SendOutcome
    from include.rasid.settings import settings

    channel = next((c for c in load_channels(settings()) if c.key == key), None)
    if channel is None:
        raise BadInputError(f"no channel is called {key}: ./rasid channels list")
    result = channel_sender(channel).send(_test_message(key), lambda: True)
    typer.echo(f"{key}: {result.outcome} ({result.detail})")
    raise typer.Exit(0 if result.outcome is SendOutcome.SENT else 1)


@channels_app.command()
def secret() -> None:
    """Print a new secret for a webhook; its receiver needs the same."""
    from include.rasid.core.channel import SECRET_PREFIX

    typer.echo(SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode())


def _test_message(key: str) -> ChannelMessage:
    from include.rasid.core.channel import ChannelMessage
    from include.rasid.io.channels import load_test_words

    words = load_test_words()
    body = words.body.format(key=key)
    payload = {"type": "test", "timestamp": datetime.now(UTC).isoformat(), "data": {"text": body}}
    return ChannelMessage(
        identity=f"test-{uuid.uuid4()}",
        title=words.title,
        body=body,
        payload=json.dumps(payload, ensure_ascii=False).encode(),
    )
