"""The lines of explanations in Arabic and English, read from ``include/messages`` and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from include.rasid.core.alert_facts import plain_text
from include.rasid.errors import BadInputError
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from include.rasid.core.explanation import Finding

LANGUAGES = ("ar", "en")
EXPLAIN = PROJECT / "include" / "messages" / "explain.yml"
_MOST_CHARS = 400  # of one value: a quotation, not a reprint
_MARKS = {"passed": "+", "stopped": "×", "note": " "}


class _Words(StrictModel):
    ar: str
    en: str


class _ExplainFile(StrictModel):
    version: int
    source: str
    gates: dict[str, _Words]
    lines: dict[str, _Words]
    words: dict[str, _Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Words by what they stand for and language."""

    gates: Mapping[str, Mapping[str, str]]
    lines: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]

    def line(self, key: str, language: str, zone: ZoneInfo, values: Mapping[str, object]) -> str:
        """Return a line with its values filled in; words of the vocabulary are translated, texts are on one line."""
        known = key if key in self.lines else "other_silence"
        filled = {name: self._shown(value, language, zone) for name, value in values.items()}
        return " ".join(self.lines[known][language].format(**filled).split())

    def render(self, finding: Finding, language: str, zone: ZoneInfo) -> str:
        """Return a finding as one line: its mark, its gate, what it found."""
        text = self.line(finding.line, language, zone, finding.values)
        return f"{_MARKS[finding.verdict]} {self.gates[finding.gate][language]}: {text}"

    def _shown(self, value: object, language: str, zone: ZoneInfo) -> str:
        if value is None or value == "":
            return self.words["unknown"][language] if value is None else ""
        if isinstance(value, datetime):
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, float):
            return f"{value:.2f}"
        if isinstance(value, list | tuple):
            return ("، " if language == "ar" else ", ").join(self._shown(v, language, zone) for v in value)
        word = self.words.get(str(value))
        return word[language] if word else plain_text(str(value), _MOST_CHARS)


@cache
def load_messages(path: Path = EXPLAIN) -> Messages:
    """Return the words of explanations.

    Raises:
        BadInputError: The file is missing, breaks its schema, or a line asks for other values in one language than in the other.
    """
    raw = load_yaml_model(path, _ExplainFile)
    for key, words in raw.lines.items():
        if _fields(words.ar) != _fields(words.en):
            raise BadInputError(f"lines.{key}: the languages name different values", path=path)
    return Messages(gates=_both(raw.gates), lines=_both(raw.lines), words=_both(raw.words))


def _both(words: dict[str, _Words]) -> dict[str, dict[str, str]]:
    return {key: {"ar": w.ar, "en": w.en} for key, w in words.items()}


def _fields(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
