"""The templates and phrases of mails, read from ``include/templates`` and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import jinja2
from pydantic import Field

from include.rasid.core.mail import MailStyle
from include.rasid.core.mail_words import Phrases, isolate, keep_together, right_to_left
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.model import Mode, Setting, Status, Transition
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum
    from pathlib import Path

    from include.rasid.settings import Settings

TEMPLATES = PROJECT / "include" / "templates"
Key = TypeVar("Key")
Closed = TypeVar("Closed", bound="StrEnum")
Value = TypeVar("Value")


class _Words(StrictModel):
    ar: str
    en: str


class _Change(StrictModel):
    ar: dict[Mode, str]
    en: str


class _Months(StrictModel):
    ar: tuple[str, ...] = Field(min_length=12, max_length=12)
    ar_levant: tuple[str, ...] = Field(min_length=12, max_length=12)
    en: tuple[str, ...] = Field(min_length=12, max_length=12)


class _Weekdays(StrictModel):
    ar: tuple[str, ...] = Field(min_length=7, max_length=7)
    en: tuple[str, ...] = Field(min_length=7, max_length=7)


class _PhrasesFile(StrictModel):
    version: int
    source: str
    transitions: dict[Transition, _Change]
    headlines: dict[Mode, _Words]
    modes: dict[Mode, _Words]
    settings: dict[Setting, _Words]
    statuses: dict[Status, _Words]
    bases: dict[str, _Words]
    labels: dict[str, _Words]
    months: _Months
    weekdays: _Weekdays


def load_mail_style(settings: Settings, folder: Path = TEMPLATES) -> MailStyle:
    """Return what all mails share; HTML is escaped, the text part is not.

    Raises:
        BadInputError: A file is missing or is not what it must be.
    """
    environment = mail_environment(folder)
    try:
        alert, digest = (
            tuple(environment.get_template(f"{name}.{kind}.j2") for kind in ("html", "txt"))
            for name in ("alert", "digest")
        )
        channel = environment.get_template("channel.txt.j2")
        for name in environment.list_templates(extensions=["j2"]):
            environment.get_template(name)  # the parts, which are read only when a mail is written
    except jinja2.TemplateSyntaxError as error:
        raise BadInputError(error.message or "not a template", path=error.filename, line=error.lineno) from error
    except jinja2.TemplateNotFound as error:
        raise BadInputError("no such template", path=folder / str(error.name)) from error
    return MailStyle(
        html=alert[0],
        text=alert[1],
        digest_html=digest[0],
        digest_text=digest[1],
        channel_text=channel,
        phrases=load_phrases(folder / "phrases.yml"),
        zone=settings.zone,
        sender=settings.mail.sender,
        domain=settings.mail.message_domain,
        public_url=settings.mail.public_url,
        desk_url=settings.mail.desk_url,
    )


def mail_environment(folder: Path) -> jinja2.Environment:
    """Return what templates of mails are read with; those of HTML escape."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["isolate"] = isolate
    environment.filters["keep_together"] = keep_together
    environment.filters["right_to_left"] = right_to_left
    return environment


def load_phrases(path: Path) -> Phrases:
    """Return the words of mails.

    Raises:
        BadInputError: The file is missing, breaks its schema, or lacks a word.
    """
    raw = load_yaml_model(path, _PhrasesFile)
    changes = {t: _by_mode(t, c, path) for t, c in raw.transitions.items()}
    return Phrases(
        transitions=_complete(changes, Transition, path),
        headlines=_complete(_by_language(raw.headlines), Mode, path),
        modes=_complete(_by_language(raw.modes), Mode, path),
        settings=_complete(_by_language(raw.settings), Setting, path),
        statuses=_complete(_by_language(raw.statuses), Status, path),
        bases=_by_language(raw.bases),
        labels=_by_language(raw.labels),
        months={"ar": raw.months.ar, "ar_levant": raw.months.ar_levant, "en": raw.months.en},
        weekdays={"ar": raw.weekdays.ar, "en": raw.weekdays.en},
    )


def _by_mode(transition: Transition, change: _Change, path: Path) -> Mapping[Mode, Mapping[str, str]]:
    words = {mode: {"ar": arabic, "en": change.en} for mode, arabic in change.ar.items()}
    return _complete(words, Mode, path, f"transitions.{transition}: ")


def _by_language(words: Mapping[Key, _Words]) -> Mapping[Key, Mapping[str, str]]:
    return {key: {"ar": both.ar, "en": both.en} for key, both in words.items()}


def _complete(words: Mapping[Closed, Value], keys: type[Closed], path: Path, where: str = "") -> Mapping[Closed, Value]:
    missing = sorted(set(keys) - set(words))
    if missing:
        raise BadInputError(f"{where}no words for {', '.join(missing)} ({keys.__name__})", path=path)
    return words
