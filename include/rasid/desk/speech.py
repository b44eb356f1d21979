"""The words of the desk in the reader's language, and how days, times and names are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from include.rasid.io.messages import LANGUAGES, load_messages
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

WORDS = PROJECT / "include" / "messages" / "desk.yml"
DEFAULT_LANGUAGE = LANGUAGES[0]


class _Words(StrictModel):
    ar: str
    en: str


class _DeskFile(StrictModel):
    version: int
    source: str
    words: dict[str, _Words]


@cache
def desk_words() -> dict[str, dict[str, str]]:
    """Return the desk's words by key and language.

    Raises:
        BadInputError: The file breaks its schema.
    """
    raw = load_yaml_model(WORDS, _DeskFile)
    return {key: {"ar": words.ar, "en": words.en} for key, words in raw.words.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a template speaks with. ``names`` are Arabic and English names by kind and key."""

    language: str
    zone: ZoneInfo
    names: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def other(self) -> str:
        """The other language."""
        return "en" if self.language == "ar" else "ar"

    def t(self, key: str, **values: Any) -> Markup:
        """Return a phrase with its values filled in, escaped; days stand isolated from the direction around them."""
        shown = {name: self.days(v, v) if isinstance(v, date) else v for name, v in values.items()}
        return escape(desk_words()[key][self.language]).format(**shown)

    def w(self, term: object) -> str:
        """Return a word of the vocabulary (a status, a mode …); one that is not known as it is."""
        if term is None:
            return desk_words()["unknown"][self.language]
        known = load_messages().words.get(str(term)) or desk_words().get(str(term))
        return known[self.language] if known else str(term).replace("_", " ")

    def name(self, kind: str, key: str) -> str:
        """Return the name of a person, place, publisher or country; the key itself where nobody is called so."""
        known = self.names.get((kind, key))
        if known is not None:
            return known[0] if self.language == "ar" else known[1]
        bare = key.removeprefix("other:")
        if bare != key:
            return self.name(kind, bare)
        side, _, what = key.partition("_")
        if kind == "person" and what == "delegation":
            return self._delegation(side)
        return key.replace("_", " ")

    def people(self, keys: Sequence[str]) -> str:
        """Return the names of participants, those of third countries last."""
        ordered = sorted(keys, key=lambda k: k.startswith("other:"))
        return ("، " if self.language == "ar" else ", ").join(self.name("person", k) for k in ordered)

    def days(self, first: date | None, last: date | None) -> Markup:
        """Return a day or a range, isolated from the direction around it."""
        if first is None:
            return Markup("<span>{}</span>").format(self.t("undated"))
        text = first.isoformat() if last is None or last == first else f"{first.isoformat()} – {last.isoformat()}"
        return Markup('<bdi dir="ltr">{}</bdi>').format(text)

    def time(self, at: datetime | None) -> Markup:
        """Return a time in the readers' zone."""
        if at is None:
            return Markup("–")
        local = at.astimezone(self.zone)
        return Markup('<time datetime="{}"><bdi dir="ltr">{}</bdi></time>').format(
            at.isoformat(timespec="seconds"), local.strftime("%Y-%m-%d %H:%M")
        )

    def _delegation(self, side: str) -> str:
        known = self.names.get(("country", side.upper()))
        if known is None:
            return desk_words().get(f"of_{side}", {}).get(self.language, f"{side} delegation")
        return f"وفد {known[0]}" if self.language == "ar" else f"Delegation of {known[1]}"
