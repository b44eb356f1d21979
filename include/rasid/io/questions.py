"""What a person is asked about an uncertain contact, in Arabic and English, from ``include/messages/review.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from include.rasid.core.alert_facts import plain_text, read_alert_facts
from include.rasid.core.belief import believe
from include.rasid.core.mail_words import clock, days, headline
from include.rasid.io.book_rows import belief_facts
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.shelf import load_judged
from include.rasid.io.templates import TEMPLATES, load_phrases
from include.rasid.io.warehouse import run
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.model import Status, Transition
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.alert_facts import AlertFacts
    from include.rasid.core.watch import Watch
    from include.rasid.settings import Settings

WORDS = PROJECT / "include" / "messages" / "review.yml"
MOST_QUOTATIONS = 5
_MOST_CHARS = 600
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")  # in the words of an article these are only letters
_STEPS = {
    Status.PLANNED: Transition.ANNOUNCED,
    Status.POSSIBLE: Transition.ANNOUNCED,
    Status.CANCELLED: Transition.CANCELLED,
    Status.POSTPONED: Transition.POSTPONED,
    Status.DENIED: Transition.DENIED,
    Status.NOT_HELD: Transition.DENIED,
}


class _Field(StrictModel):
    title: str
    hint: str


class _Both(StrictModel):
    ar: str
    en: str


class ReviewWords(StrictModel):
    """The file ``review.yml``."""

    version: int
    source: str
    options: dict[str, str]
    fields: dict[str, _Field]
    subject: str
    body: str
    quotation: str
    said_note: str
    outcomes: dict[str, _Both]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A contact as a person is asked about it."""

    contact_id: str
    subject: str  # one line, plain
    body: str  # Markdown


def load_review_words() -> ReviewWords:
    """Return the words of questions.

    Raises:
        BadInputError: The file is missing or breaks its schema.
    """
    return load_yaml_model(WORDS, ReviewWords)


def compose_question(cursor: Cursor, contact_id: str, note: str | None, scene: tuple[Watch, Settings]) -> Question:
    """Return what is asked of a contact that stands; ``note`` says why the last answer could not be taken."""
    watch, settings = scene
    words, phrases = load_review_words(), load_phrases(TEMPLATES / "phrases.yml")
    belief = believe(load_judged(cursor, contact_id, watch).mentions)
    quoted = run(cursor, "review_evidence", {"contact_id": contact_id, "most": MOST_QUOTATIONS})
    facts = _facts(belief_facts(belief, load_lexicon(settings.lexicons)), quoted[0], watch, belief.status)
    values = {f"headline_{lang}": headline(facts, lang, phrases) for lang in ("ar", "en")}
    for lang in ("ar", "en"):
        unknown = phrases.labels["unknown"][lang]
        values[f"mode_{lang}"] = phrases.modes[facts.mode][lang]
        values[f"status_{lang}"] = phrases.statuses[facts.status][lang]
        values[f"date_{lang}"] = days(facts.date, lang, phrases) or unknown
        values[f"place_{lang}"] = facts.place.in_language(lang) if facts.place else unknown
    values["confidence"] = f"{facts.confidence:.0%}"
    subject = words.subject.format(**values)
    body = words.body.format(
        **{name: _escaped(value) for name, value in values.items()},
        people="، ".join(f"{_escaped(p.ar)} {_escaped(p.en)} `{p.key}`" for p in facts.participants),
        status=facts.status,
        review_threshold=f"{watch.review_threshold:.0%}",
        alert_threshold=f"{watch.alert_threshold:.0%}",
        evidence="\n".join(_quotation(row, words, settings) for row in quoted),
        note=words.said_note.format(note=_escaped(note)) if note else "",
    )
    return Question(contact_id=contact_id, subject=subject, body=body)


def _facts(believed: dict[str, Any], best: Any, watch: Watch, status: Status) -> AlertFacts:
    """Return the contact as an alert would tell it: the same words, the same care with untrusted text."""
    article = {
        "title": best.title,
        "url": best.url,
        "publisher_ar": best.publisher_ar,
        "publisher_en": best.publisher_en,
        "published_at": best.published_at.isoformat(),
    }
    return read_alert_facts(
        {
            **believed,
            "transition": _STEPS.get(status, Transition.HELD),
            "watch": {"key": watch.key, "ar": watch.label_ar, "en": watch.label_en},
            "evidence": {"text": best.evidence},
            "article": article,
            "sources": [article],
        }
    )


def _quotation(row: Any, words: ReviewWords, settings: Settings) -> str:
    title = _escaped(row.title or row.publisher_en)
    link = f"[{title}]({row.url})" if re.fullmatch(r"https?://[^\s()<>\"]+", row.url) else title
    return words.quotation.format(
        evidence=_escaped(row.evidence),
        source=f"{_escaped(row.publisher_ar)} · {_escaped(row.publisher_en)}: {link}",
        published=clock(row.published_at.astimezone(settings.zone)),
    )


def _escaped(text: str) -> str:
    """Return untrusted text on one line, in which nothing is Markdown."""
    return _MARKDOWN.sub(r"\\\1", plain_text(text, _MOST_CHARS))
