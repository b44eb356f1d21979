"""Everything that tagging and detection need, read once a process from the lexicon files."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from include.rasid.core.dates import compile_dates, find_dates
from include.rasid.core.detect import Detector
from include.rasid.core.grammar import with_first_names
from include.rasid.core.matching import FormMatcher
from include.rasid.core.passages import Dated
from include.rasid.core.tenses import compile_tenses, tense_reader
from include.rasid.core.units import LEAD_GROUPS, TITLE_GROUPS
from include.rasid.io.boilerplate import load_boilerplate
from include.rasid.io.confidence import load_weights
from include.rasid.io.lexicons import load_lexicon
from include.rasid.io.triggers import load_grammar
from include.rasid.io.watches import load_watches
from include.rasid.io.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from include.rasid.core.grammar import Grammar
    from include.rasid.core.lexicon import Lexicon


@cache
def load_detectors(lexicons: Path, watches_file: Path) -> tuple[Detector, ...]:
    """Return one detector for each watch; they share lexicon, matcher and grammar.

    Raises:
        BadInputError: A file is missing or breaks its schema.
    """
    with (
        _collector_paused()
    ):  # it would look through a hundred thousand new objects again and again: a quarter of the time
        lexicon, matcher, grammar = _load(lexicons)
    raw = read_yaml(lexicons / "dates.yml", keep_parsed=True)
    words, tenses = compile_dates(raw), compile_tenses(raw)

    def dates_in(folded: str, reference: date) -> Sequence[Dated]:
        hits = find_dates(folded, words, reference=reference, tense_at=tense_reader(folded, tenses))
        return [Dated(h.start, h.end, h.when) for h in hits]

    boilerplate = load_boilerplate(lexicons)
    return tuple(
        Detector(
            lexicon=lexicon,
            matcher=matcher,
            grammar=grammar,
            watch=watch,
            boilerplate=boilerplate,
            weights=load_weights(lexicons),
            find_dates=dates_in,
        )
        for watch in load_watches(watches_file)
    )


def _load(lexicons: Path) -> tuple[Lexicon, FormMatcher, Grammar]:
    lexicon = load_lexicon(lexicons)
    grammar = with_first_names(load_grammar(lexicons), lexicon)
    words, leads = (
        {word: found for word, of_word in grammar.words.items() if (found := of_word & groups)}
        for groups in (TITLE_GROUPS, LEAD_GROUPS)
    )
    for word in lexicon.head_words.place_leads if lexicon.head_words else ():
        leads[word] = leads.get(word, frozenset()) | {"place_lead"}
    return lexicon, FormMatcher(lexicon, words, leads), grammar


@contextmanager
def _collector_paused() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.freeze()  # the lexicon lives as long as the process: no collection needs to look at it
