"""Have uncertain contact mentions looked at by a language model, where one is set; without one nothing happens."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from include.rasid.core.opinion import Opinion, OpinionOutcome, apply_opinion, is_uncertain, question_on
from include.rasid.errors import OpinionError
from include.rasid.io.second_opinion import ModelOpinion, question_sha256
from include.rasid.io.warehouse import as_json, run
from include.rasid.model import Mode, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import cursor as Cursor

    from include.rasid.core.detect import Detector
    from include.rasid.core.opinion import Question
    from include.rasid.io.second_opinion import SecondOpinion
    from include.rasid.model import ContactMention
    from include.rasid.settings import Settings

log = logging.getLogger(__name__)
_MOST_FAILURES = 3  # in a row; the server is then left alone until the next run
_MOST_QUESTIONS = 200  # of one run: what it costs is bounded


class SecondLook:
    """One run's second opinions: counts them, keeps them, and stops asking a server that fails."""

    def __init__(self, opinion: SecondOpinion | None) -> None:
        self.counts: Counter[str] = Counter()
        self._opinion = opinion
        self._failures = 0
        self._asked = 0

    def at(
        self, cursor: Cursor, article_key: str, mentions: Sequence[ContactMention], detector: Detector
    ) -> tuple[ContactMention, ...]:
        """Return the mentions of an article, as many and in the same order; uncertain ones as the opinion leaves them."""
        return tuple(
            self._looked_at(cursor, article_key, m, detector)
            if self._opinion is not None and is_uncertain(m, detector.watch)
            else m
            for m in mentions
        )

    def _looked_at(
        self, cursor: Cursor, article_key: str, mention: ContactMention, detector: Detector
    ) -> ContactMention:
        question = question_on(mention)
        opinion = self._known(cursor, question) or self._ask(question)
        if opinion is None:
            return mention
        looked_at, outcome = apply_opinion(mention, opinion, detector.watch, lambda name: _place(name, detector))
        self.counts[f"opinions_{outcome}"] += 1
        self._keep(cursor, article_key, question, (opinion, outcome))
        return looked_at

    def _known(self, cursor: Cursor, question: Question) -> Opinion | None:
        rows = run(cursor, "known_opinion", self._key(question))
        if not rows:
            return None
        said = rows[0].verdict
        mode, status = said.get("mode"), said.get("status")
        return Opinion(
            is_contact=said["is_contact"],
            quote=said["quote"],
            mode=Mode(mode) if mode else None,
            status=Status(status) if status else None,
            place=said.get("place"),
        )

    def _ask(self, question: Question) -> Opinion | None:
        if self._opinion is None or self._failures >= _MOST_FAILURES or self._asked >= _MOST_QUESTIONS:
            self.counts["opinions_skipped"] += 1
            return None
        self._asked += 1
        try:
            opinion = self._opinion.ask(question)
        except OpinionError as error:
            log.warning("no second opinion: %s", error)
            self._failures += 1
            self.counts["opinions_failed"] += 1
            return None
        self._failures = 0
        return opinion

    def _keep(self, cursor: Cursor, article_key: str, question: Question, said: tuple[Opinion, OpinionOutcome]) -> None:
        opinion, outcome = said
        values = {"article_key": article_key, "outcome": outcome, "verdict": as_json(asdict(opinion))}
        run(cursor, "keep_opinion", {**self._key(question), **values})

    def _key(self, question: Question) -> dict[str, str]:
        model = self._opinion.model if self._opinion is not None else ""
        return {"question_sha256": question_sha256(question), "model": model}


def open_second_look(settings: Settings) -> SecondLook:
    """Return the second look of a run; it leaves everything as it is where no server is set.

    Raises:
        SetupError: A server is set, and what it takes to ask it is not installed.
    """
    return SecondLook(ModelOpinion(settings.opinion) if settings.opinion.url else None)


def _place(name: str, detector: Detector) -> str | None:
    places = detector.lexicon.places.values()
    return next((p.label_en for p in places if name in p.names), None)
