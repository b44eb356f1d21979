"""Texts with their names and evidence marked: everything from outside is escaped, marks may overlap."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLASSES = {
    "person": "who",
    "office": "who",
    "place": "where",
    "country": "where",
    "organisation": "body",
    "evidence": "proof",
}


class Mark(NamedTuple):
    """Code points ``[start, end)`` of a text and what they are."""

    start: int
    end: int
    kind: str
    key: str = ""


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """Return ``text`` escaped, with each stretch in spans of the classes of the marks that cover it.

    A mark that reaches beyond the text is cut to it; one without a known kind or without length is left out.
    """
    inside = [
        m._replace(start=max(m.start, 0), end=min(m.end, len(text)))
        for m in marks
        if m.kind in _CLASSES and max(m.start, 0) < min(m.end, len(text))
    ]
    cuts = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    pieces: list[Markup] = []
    for first, last in pairwise(cuts):
        piece = escape(text[first:last])
        classes = sorted({_CLASSES[m.kind] for m in inside if m.start <= first and last <= m.end})
        pieces.append(Markup('<mark class="{}">{}</mark>').format(" ".join(classes), piece) if classes else piece)
    return Markup("").join(pieces)


def marked_evidence(row: Any) -> Markup:
    """Return the evidence of a claim with the names in it marked."""
    return marked(row.evidence, [Mark(s["start"], s["end"], s["kind"], s["key"]) for s in row.spans])


def searched(text: str | None) -> Markup:
    """Return what ``mart.search`` marked: its <mark> elements stay, everything else is escaped."""
    parts = (text or "").replace("</mark>", "<mark>").split("<mark>")
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)
    )
