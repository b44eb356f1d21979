"""Settings, read once from the environment and frozen. ``.env.example`` documents each variable."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import time, timedelta
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from include.rasid.errors import BadInputError

PROJECT = Path(__file__).parents[2]
_DEFAULT_ZONE = "Asia/Riyadh"
_MOST_PROCESSES = 4  # unless more are asked for: memory, not processors, is then what is short
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_ADDRESS = re.compile(r"https?://[0-9A-Za-z.:\[\]-]+(?:/[0-9A-Za-z._~/-]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves. ``host`` is empty where no mail server is set: deliveries then wait."""

    host: str
    port: int
    user: str
    password: str
    tls: str  # none | starttls | tls
    sender: str
    message_domain: str  # right-hand side of Message-IDs and List-Id
    connections: int  # to the mail server at once, at most
    public_url: str  # where readers unsubscribe by one click, https, without a slash at its end; empty: by mail only
    desk_url: str  # where readers look at contacts; empty: mails have no such link
    return_path: str  # where mails come back to: the sender of the envelope
    bounces: Path | None  # the maildir of that address; None: nobody reads what comes back
    bounce_limit: int  # hard bounces within 30 days that pause a reader
    dkim_selector: str  # under which the mail server's key stands in DNS; empty: the usual ones are tried
    nameserver: str  # host or host:port that ./rasid doctor --mail asks; empty: the system's


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionSettings:
    """The language model that is asked of uncertain contacts. ``url`` is empty where none is: nobody is asked."""

    url: str  # base URL of an OpenAI-compatible API, as http://127.0.0.1:8000/v1
    model: str
    key: str  # empty: the server asks for none
    timeout: timedelta  # for one question, answer included


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """The daily heartbeat, the weekly digest, and what they watch."""

    mail: tuple[str, ...]  # who gets them; empty: who is told of what went wrong
    degraded_share: float  # of the feeds; when more fail, coverage is degraded
    canary_mail: str  # the test mailbox; empty: no canary is sent out


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between installations."""

    home: Path  # state of this machine: embedded Postgres, archive, mail of `make run`
    warehouse_dsn: str  # empty: the embedded Postgres
    archive_url: str  # fsspec URL of the folder for bodies
    feeds_file: Path
    watches_file: Path
    channels_file: Path | None  # channels beyond mail; None: there are none
    lexicons: Path
    lexicons_url: str  # fsspec URL of a folder that tasks take the lexicons from; empty: ``lexicons`` is it
    zone: ZoneInfo  # of the readers
    as_of_publication: bool  # "now" is each article's publication time, not the wall clock
    allowed_private: frozenset[str]  # host or host:port on private addresses that may be fetched
    processes: int  # children that read pages and articles at once
    freshness: timedelta  # a held contact older than this, seen from "now", is not news
    user_agent: str
    mail: MailSettings
    opinion: OpinionSettings
    ops_mail: tuple[str, ...]  # who is told of what went wrong or waits for a decision; empty: nobody
    reports: ReportSettings
    sender_dsn: str  # as whom mail is sent; empty: as warehouse_dsn
    desk_dsn: str  # as whom the desk reads; empty: as warehouse_dsn
    docs_folder: Path  # Data Docs of the audits
    retention: timedelta  # bodies and full texts older than this are removed


@cache
def settings() -> Settings:
    """Return the settings of this process.

    Raises:
        BadInputError: A variable has a value that cannot be used.
    """
    return read_settings(dict(os.environ))


def read_settings(env: dict[str, str]) -> Settings:
    """Return the settings that ``env`` describes; see ``.env.example`` for names and defaults."""
    home = Path(env.get("RASID_HOME") or PROJECT / ".local").expanduser().absolute()
    lexicons = PROJECT / "include" / "lexicons"
    return Settings(
        home=home,
        warehouse_dsn=env.get("WAREHOUSE_DSN", ""),
        archive_url=env.get("RASID_ARCHIVE") or (home / "archive").as_uri(),
        feeds_file=Path(env.get("RASID_FEEDS") or lexicons / "feeds.yml"),
        watches_file=Path(env.get("RASID_WATCHES") or lexicons / "watches.yml"),
        channels_file=_file(env, "RASID_CHANNELS"),
        lexicons=lexicons,
        lexicons_url=env.get("RASID_LEXICONS", "").rstrip("/"),
        zone=_zone(env.get("RASID_ZONE") or _DEFAULT_ZONE),
        as_of_publication=_choice(env, "RASID_AS_OF", ("now", "publication")) == "publication",
        allowed_private=frozenset(filter(None, env.get("RASID_ALLOW_PRIVATE", "").split(","))),
        processes=max(1, _number(env, "RASID_PROCESSES", min(os.cpu_count() or 1, _MOST_PROCESSES))),
        freshness=timedelta(days=_number(env, "RASID_FRESHNESS_DAYS", 3)),
        user_agent=env.get("RASID_USER_AGENT") or "Rasid/0.1 (news monitor; contact: set RASID_USER_AGENT)",
        mail=_mail(env),
        opinion=_opinion(env),
        ops_mail=_addresses(env, "RASID_OPS_MAIL"),
        reports=ReportSettings(
            mail=_addresses(env, "RASID_REPORT_MAIL"),
            degraded_share=min(_number(env, "RASID_DEGRADED_PERCENT", 25), 100) / 100,
            canary_mail=env.get("RASID_CANARY_MAIL", "").strip(),
        ),
        sender_dsn=env.get("WAREHOUSE_SENDER_DSN", ""),
        desk_dsn=env.get("WAREHOUSE_DESK_DSN", ""),
        retention=timedelta(days=_number(env, "RASID_RETENTION_DAYS", 90)),
        docs_folder=Path(env.get("RASID_DATA_DOCS") or home / "data_docs").expanduser().absolute(),
    )


def report_time(env: dict[str, str]) -> tuple[time, str]:
    """Return when reports leave, and in which zone.

    Raises:
        BadInputError: RASID_REPORT_AT is no time such as 07:00, or RASID_ZONE is no zone.
    """
    text = env.get("RASID_REPORT_AT") or "07:00"
    if not _CLOCK.fullmatch(text):
        raise BadInputError(f"RASID_REPORT_AT: {text!r} is not a time such as 07:00")
    return time.fromisoformat(text), _zone(env.get("RASID_ZONE") or _DEFAULT_ZONE).key


def _mail(env: dict[str, str]) -> MailSettings:
    sender = env.get("MAIL_FROM") or "rasid@localhost.localdomain"
    return MailSettings(
        host=env.get("SMTP_HOST", ""),
        port=_number(env, "SMTP_PORT", 25),
        user=env.get("SMTP_USER", ""),
        password=env.get("SMTP_PASSWORD", ""),
        tls=_choice(env, "SMTP_TLS", ("none", "starttls", "tls")),
        sender=sender,
        message_domain=parseaddr(sender)[1].rpartition("@")[2],
        connections=max(1, _number(env, "SMTP_CONNECTIONS", 8)),
        public_url=_address(env, "RASID_PUBLIC_URL", ("https",)),
        desk_url=_address(env, "RASID_DESK_URL", ("https", "http")),
        return_path=env.get("MAIL_RETURN_PATH") or parseaddr(sender)[1],
        bounces=_file(env, "RASID_BOUNCES"),
        bounce_limit=max(1, _number(env, "RASID_BOUNCE_LIMIT", 3)),
        dkim_selector=env.get("RASID_DKIM_SELECTOR", ""),
        nameserver=env.get("RASID_NAMESERVER", ""),
    )


def _opinion(env: dict[str, str]) -> OpinionSettings:
    url, model = env.get("RASID_OPINION_URL", ""), env.get("RASID_OPINION_MODEL", "")
    if url and not model:
        raise BadInputError("RASID_OPINION_URL is set: RASID_OPINION_MODEL must name the model to ask")
    return OpinionSettings(
        url=url,
        model=model,
        key=env.get("RASID_OPINION_KEY", ""),
        timeout=timedelta(seconds=_number(env, "RASID_OPINION_SECONDS", 10)),
    )


def _file(env: dict[str, str], name: str) -> Path | None:
    value = env.get(name)
    return Path(value) if value else None


def _addresses(env: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (a.strip() for a in env.get(name, "").split(",")))))


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        msg = f"RASID_ZONE: unknown timezone {name!r}; use an IANA name such as Asia/Riyadh"
        raise BadInputError(msg)
    return ZoneInfo(name)


def _address(env: dict[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = env.get(name, "").rstrip("/")
    if value and (not _ADDRESS.fullmatch(value) or value.partition(":")[0] not in schemes):
        msg = f"{name}: {value!r} is not an address such as https://alerts.example/rasid"
        raise BadInputError(msg)
    return value


def _choice(env: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name) or allowed[0]
    if value not in allowed:
        msg = f"{name}: {value!r} is not one of {', '.join(allowed)}"
        raise BadInputError(msg)
    return value


def _number(env: dict[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdigit():
        msg = f"{name}: {value!r} is not a whole number"
        raise BadInputError(msg)
    return int(value)
