"""Officials whom no file lists: a title and a name that begins with a given name, «وزير الداخلية النيجيري فريد ماتيانغي»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.lexicon import FormKind
from include.rasid.core.name_heads import Word, has_clitic, index_behind, words_behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from include.rasid.core.matching import Hit
    from include.rasid.core.name_heads import HeadHit, NameHeads

_CHAIN = 9  # words between a title and its name
_BELONGS = frozenset({FormKind.COUNTRY, FormKind.CAPITAL, FormKind.PLACE, FormKind.BODY, FormKind.ADJECTIVE})
_PEOPLE = (FormKind.FULL_NAME, FormKind.PERSON)
_BEFORE = re.compile(r"((?:[ء-ي]+ ){1,5}[ء-ي]+)(?:،|,)? \Z")
_SERIES = 160  # letters before such an adjective in which the title of several stands
_BACK = 70  # letters looked at before a title: a name of six words
_SHORT = 5  # letters of the last part of an East Asian name
_JOINED = ("و", "ف", "ب", "ل")
# Forms of derived verbs, their nouns and participles: استبق, انتقادات, اتصالا, متقاعد.
_VERBAL = re.compile(
    r"است[^يرو]|ان[تفعقدسشكهحبطخصز][^ون]|ات[صفخهحجس]|ا[عجحخشفكلمر]ت[^ا]|مت[^ياو]|مست|من[^ويسدغهصا]|ب[اأ]ن"
)
_WORD = re.compile(r"[ء-ي]+")
_OWNERS = ("ها", "هما", "هم", "ه")
_IN = "في"
_BEST, _SIX = ("افضل ", "احسن "), 6  # «أفضل ممثل» gets a prize
_SHORTEST_PART = 2  # letters of «سي» in «أوه سي هون»
_SECOND_HALVES = frozenset({"الدين", "الله", "الرحمن"})  # of names such as «عز الدين»
_LONGEST_UNKNOWN = 3  # words
_SHORTEST_UNKNOWN = 3  # letters of each
_SURE_NISBA = 6  # letters of «الموسوي»


class Official(NamedTuple):
    """A name in a folded text, and where its family name begins; its end where the family name alone is not sure to mean him."""

    start: int
    end: int
    family: int


def find_official(folded: str, title: HeadHit, hits: Mapping[int, Hit], words: NameHeads) -> Iterator[Official]:
    """Yield whom a title names: behind it, or in front of it with or without a comma."""
    if folded.endswith(_BEST, max(0, title.start - _SIX), title.start):
        return
    name = _behind(folded, title, hits, words) or _before(folded, title, hits, words)
    if name is not None:
        yield name


def find_series(folded: str, hits: Mapping[int, Hit], words: NameHeads) -> Iterator[Official]:
    """Yield whom adjectives of states name behind a title of several: «الرؤساء المشاركون الروسي إيغور بوبوف والفرنسي ستيفان فيسكونتي»."""
    for hit in hits.values():
        if FormKind.ADJECTIVE not in hit.keys or not hit.prefix.endswith("ال") or folded[hit.end : hit.end + 1] != " ":
            continue
        row = words_behind(folded, hit.end, 4)
        if not row or row[0].text not in words.given:
            continue
        before = folded[max(0, hit.first - _SERIES) : hit.first].rpartition("\n")[2]
        near = _WORD.findall(before)
        is_next = hit.prefix.startswith("و") or before.rstrip().endswith((":", "،", ","))
        if words.several.isdisjoint(near) or not (is_next or near[-1] in words.several):
            continue
        size = _name_size(row, hits, words)
        if size:
            yield _official(row[:size], words)


def _behind(folded: str, title: HeadHit, hits: Mapping[int, Hit], words: NameHeads) -> Official | None:
    row = title.row
    at = 0
    while at < len(row) and at < _CHAIN:
        if (at or title.noun in words.titles) and (size := _name_size(row[at:], hits, words)):
            return _official(row[at : at + size], words)
        step = _link(row, at, hits, words, is_public=title.noun in words.public) or _of_person(row, at, hits, words)
        if not step:
            may_begin = not row[at - 1].text.startswith(_JOINED) if at else title.noun in words.ranks
            size = _unknown_name(row[at:], hits, words) if may_begin else 0
            return Official(row[at].start, row[at + size - 1].end, row[at + size - 1].end) if size else None
        at += step
    if at != len(row) or not at:
        return None
    comma = row[-1].end  # «وزير المالية، فلان الفلاني»
    behind = words_behind(folded, comma + 1, 4) if folded[comma : comma + 1] in {"،", ","} else []
    size = _name_size(behind, hits, words)
    return _official(behind[:size], words) if size else None


def _before(folded: str, title: HeadHit, hits: Mapping[int, Hit], words: NameHeads) -> Official | None:
    """«سلطان الحبسي وزير المالية», «محسن إسلامي، الناطق باسم اللجنة»."""
    if title.noun not in words.title_heads or folded[title.start - 1 : title.start] != " ":
        return None
    row = title.row[:4]
    if not _link(row, 0, hits, words) or any(words.is_private(w.text) for w in row):
        return None
    nearby = folded[max(0, title.start - _BACK) : title.start]
    if words.given.isdisjoint(nearby.split()):
        return None
    match = _BEFORE.search(folded, max(0, title.start - _BACK), title.start)
    if match is None:
        return None
    name = words_behind(f" {match[1]}", 0)
    name = [Word(w.start + match.start() - 1, w.end + match.start() - 1, w.text) for w in name]
    for first in range(len(name) - 1):
        if first and name[first - 1].text in words.particles:
            continue  # the middle of a longer name
        if _name_size(name[first:], hits, words) == len(name) - first:
            return _official(name[first:], words)
    return None


def _official(row: Sequence[Word], words: NameHeads) -> Official:
    family = row[0] if row[0].text in words.family_first else row[-1]
    return Official(row[0].start, row[-1].end, family.start)


def _link(row: Sequence[Word], at: int, hits: Mapping[int, Hit], words: NameHeads, *, is_public: bool = False) -> int:
    """Return how many words at ``at`` belong to a title, 0 where it ends; ``is_public``: nothing makes the title a private one."""
    word, hit = row[at], hits.get(row[at].start)
    if words.is_private(word.text) and not is_public:
        return 0
    if hit is not None:
        if any(kind in hit.keys for kind in _PEOPLE):
            return int(at > 0 and row[at - 1].text == _IN)  # «في كوريا»: a family name too
        if not hit.keys.keys().isdisjoint(_BELONGS):
            size = max(index_behind(row[at:], hit.end), 1)
            return 0 if not is_public and any(words.is_private(w.text) for w in row[at : at + size]) else size
    text = word.text.removeprefix("و") if word.text[1:] in words.links or word.text.startswith("وال") else word.text
    if text in words.links or _without_owner(text) in words.links:
        return 1
    return int(text.startswith(("ال", "لل")) and text not in words.ordinary)


def _without_owner(word: str) -> str:
    """«بعثتها», «حكومته»: the noun without the pronoun behind it, empty for none."""
    for owner in _OWNERS:
        if word.endswith(owner) and len(word) > len(owner) + _SHORTEST_UNKNOWN:
            noun = word.removesuffix(owner)
            return f"{noun[:-1]}ه" if noun.endswith("ت") else noun
    return ""


def _of_person(row: Sequence[Word], at: int, hits: Mapping[int, Hit], words: NameHeads) -> int:
    """«مستشار ميركل يان هيكر»: whose adviser he is."""
    hit = hits.get(row[at].start)
    if hit is None or at or hit.prefix or FormKind.PERSON not in hit.keys or words.is_ordinary(row[at].text):
        return 0
    step = max(index_behind(row, hit.end), 1)
    return step if _name_size(row[step:], hits, words) else 0


def _unknown_name(row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> int:
    """Return how many words a name has whose given name no file lists: two or three that are no words of the language, and the end of the clause."""
    size = 0
    while size < len(row) and size < _LONGEST_UNKNOWN and _is_foreign(row[size], hits, words, is_first=not size):
        size += 1
    return size if size > 1 and (size == len(row) or words.is_ordinary(row[size].text)) else 0


def _is_foreign(word: Word, hits: Mapping[int, Hit], words: NameHeads, *, is_first: bool) -> bool:
    hit = hits.get(word.start)
    if hit is not None and (is_first or hit.prefix or FormKind.PERSON not in hit.keys):
        return False
    if word.text.startswith("ال"):
        return (
            not is_first
            and len(word.text) >= _SURE_NISBA
            and word.text.endswith("ي")
            and word.text not in words.ordinary
        )
    is_known = (
        word.text in words.links
        or word.text in words.titles
        or word.text in words.title_heads
        or word.text in words.openers
    )
    return (
        len(word.text) >= _SHORTEST_UNKNOWN
        and not is_known
        and not _VERBAL.match(word.text)
        and not words.is_ordinary(word.text)
    )


def _name_size(row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> int:
    """Return how many words a name at the beginning of ``row`` has, 0 where none stands there."""
    if len(row) < 2:
        return 0
    first = row[0]
    known = hits.get(first.start)
    if known is not None and (FormKind.FULL_NAME in known.keys or known.prefix):
        return 0
    is_word = first.text in words.links or (first.text in words.ordinary and first.text not in words.doubtful)
    if is_word:
        return 0
    if first.text in words.family_first:
        return _east_asian(row, hits, words)
    pair = f"{first.text} {row[1].text}"
    size = 2 if pair in words.given or (first.text in words.particles and first.text in words.given) else 1
    if first.text not in words.given and pair not in words.given:
        return 0
    size = _after_middle(row, size, words)
    if size >= len(row) or not _is_family(row[size], hits, words):
        return 0
    family = row[size]
    if size == 1 and first.text in words.doubtful and not _is_person(family, hits, words):
        is_told = first.text in words.spelt and family.text.startswith("ال") and family.text.endswith("ي")
        return size + 1 if is_told and len(family.text) >= _SURE_NISBA else 0
    more = row[size + 1] if size + 1 < len(row) else None
    if more is None or family.text not in words.given or not _is_family(more, hits, words):
        return size + 1
    ends = size + 2 == len(row) or words.is_ordinary(row[size + 2].text)
    return size + 2 if ends or more.text.startswith("ال") or _is_person(more, hits, words) else size + 1


def _after_middle(row: Sequence[Word], size: int, words: NameHeads) -> int:
    """Return where the family name stands behind particles and a name of two words: «رمزي عز الدين رمزي»."""
    while size < len(row) and row[size].text in words.particles:
        size += 1
    is_pair = size + 2 < len(row) and row[size + 1].text in _SECOND_HALVES and row[size].text not in words.links
    return size + 2 if is_pair else size


def _east_asian(row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> int:
    """«لي سانغ هي»: a family name and one or two short given names."""
    is_short = len(row[1].text) == _SHORTEST_PART and row[1].text not in words.ordinary | words.links
    if not (is_short or _is_family(row[1], hits, words)) or row[1].text.startswith("ال"):
        return 0
    last = row[2] if len(row) > 2 else None
    return (
        3
        if last and len(last.text) <= _SHORT and last.text not in words.ordinary and not last.text.startswith(_JOINED)
        else 2
    )


def _is_family(word: Word, hits: Mapping[int, Hit], words: NameHeads) -> bool:
    hit = hits.get(word.start)
    if hit is not None and (has_clitic(hit) or FormKind.COUNTRY in hit.keys):
        return False
    if hit is not None and any(kind in hit.keys for kind in _PEOPLE):
        return True
    if word.text in words.not_family:
        return False
    is_word = word.text in words.ordinary if word.text in words.given else words.is_ordinary(word.text)
    return word.text not in words.links and word.text not in words.titles and not is_word


def _is_person(word: Word, hits: Mapping[int, Hit], words: NameHeads) -> bool:
    hit = hits.get(word.start)
    return word.text in words.given or (hit is not None and FormKind.PERSON in hit.keys)
