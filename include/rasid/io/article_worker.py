"""What an article names and claims, read in this process or, where there are many, in children of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from include.rasid.core.copies import dated_bands, signature, triples
from include.rasid.core.detect import detect_contacts
from include.rasid.core.fold import fold_word
from include.rasid.core.passages import read_passages
from include.rasid.core.reveal import mark_revealed
from include.rasid.core.search_words import SEARCHED, as_document, search_lexemes
from include.rasid.core.tag import tag_article
from include.rasid.io.canary import CANARY, canary_watch_of
from include.rasid.io.detector import load_detectors
from include.rasid.io.mention_json import entity_json, keyword_json
from include.rasid.io.reveal import load_reveal_phrases
from include.rasid.io.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.model import Article, ContactMention

SECONDS = 60.0  # a text of the longest kind takes one


@dataclass(frozen=True, slots=True)
class Rules:
    """Where the rules lie by which articles are read."""

    lexicons: Path
    watches_file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRead:
    """What an article names and claims."""

    entities: str  # JSON, as staging keeps them
    keywords: str
    contacts: tuple[
        tuple[ContactMention, ...], ...
    ]  # for each watch of the file, in its order; the canary's for its own
    near_names: tuple[
        tuple[str, str, str, str, bool], ...
    ]  # folded spelling, person, spelling, example, whether it was taken
    search_document: str  # as PostgreSQL reads a tsvector
    dated_bands: str  # as PostgreSQL reads an array


class ArticleWorker(Worker):
    """Reads articles, one after the other."""

    def __init__(self) -> None:
        super().__init__(read_article, seconds=SECONDS)


def read_article(article: Article, rules: Rules) -> ArticleRead:
    """Return what the article names, and what it claims to each watch."""
    detectors, phrases = load_detectors(rules.lexicons, rules.watches_file), load_reveal_phrases(rules.lexicons)
    first = detectors[0]
    is_canary = article.publisher == CANARY
    if is_canary:  # read by its own watch, and by it alone
        detectors = (replace(first, watch=canary_watch_of(article.id)),)
    passages = read_passages(article, first.matcher)
    tagged = tag_article(article, first.lexicon, first.matcher, passages)
    near = {} if is_canary else {(fold_word(n.surface), n.person): n for n in tagged.near_names}
    named = {(m.part, m.kind, m.key) for m in tagged.mentions if m.kind in SEARCHED}
    bands = dated_bands(signature(triples(article.text)), article.published_at)
    return ArticleRead(
        entities=as_text([entity_json(m) for m in tagged.mentions]),
        keywords=as_text([keyword_json(k) for k in tagged.keywords]),
        contacts=tuple(mark_revealed(detect_contacts(article, d, passages), article, phrases) for d in detectors),
        near_names=tuple((*key, n.surface, n.example, n.was_taken) for key, n in near.items()),
        search_document=as_document(search_lexemes(article.title, article.text, named, article.published_at)),
        dated_bands="{" + ",".join(map(str, bands)) + "}",
    )


def as_text(value: Any) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, default=str)
