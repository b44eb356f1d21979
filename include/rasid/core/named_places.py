"""Places and bodies that a noun before them tells, though no file lists them: «قصر الاستقلال», «بلدة أدرميت», «شركة كيلوغ»."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from include.rasid.core.lexicon import FormKind
from include.rasid.core.name_heads import has_clitic, index_behind, is_present_verb, words_behind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from include.rasid.core.matching import Hit
    from include.rasid.core.name_heads import HeadHit, NameHead, NameHeads, Word

_LISTED = frozenset(
    {FormKind.PLACE, FormKind.COUNTRY, FormKind.CAPITAL, FormKind.FULL_NAME, FormKind.FAMILY_NAME, FormKind.BODY}
)
_OF_STATE = (FormKind.ADJECTIVE, FormKind.PEOPLE, FormKind.ROLE, FormKind.ROLE_DUAL, FormKind.ROLE_PLURAL)
_BEGINNING = 3  # letters of a word that is only the beginning of a name: بو ريفاج, رود ليفر
_SURE = 4  # letters from which on the last word before a mark may belong to the name
_JOINED = ("و", "ف", "ب", "ل", "ك", "ال")
_BEFORE = 20  # letters looked at before a noun
_NOT = "لا"  # opens «لا مارسا», but «لا ينام» is no name
_MOST = 4  # names in a row behind a plural


class Named(NamedTuple):
    """A name in a folded text; ``key`` is that of the lexicon, or kind:words."""

    start: int
    end: int
    key: str
    is_body: bool


def find_named(folded: str, found: HeadHit, hits: Mapping[int, Hit], words: NameHeads) -> Iterator[Named]:
    """Yield what stands behind a noun: nothing, one name, or several behind a plural."""
    head = found.head
    if head is None or folded[max(0, found.start - _BEFORE) : found.start].rstrip().endswith(head.behind):
        return
    at, start = found.end, found.start
    for _ in range(_MOST if head.plural else 1):
        row = found.row if at == found.end else _without_and(words_behind(folded, at))
        length = _name_length(row, head, hits, words)
        if not length:
            return
        first, end = row[0].start, row[length - 1].end
        key = _key(row[:length], head, hits)
        if key:
            yield Named(start if head.inside else first, end, key, head.is_body)
        at = end


def _without_and(row: list[Word]) -> list[Word]:
    """«ومار مخايل»: the next name of a row is joined by و."""
    if row and row[0].text.startswith("و"):
        return [row[0]._replace(start=row[0].start + 1, text=row[0].text[1:]), *row[1:]]
    return []


def _key(row: Sequence[Word], head: NameHead, hits: Mapping[int, Hit]) -> str:
    """Return the key of the listed place, that of a new name, or nothing where the name alone is found anyway."""
    hit = hits.get(row[0].start)
    if hit is not None and not head.inside and row[-1].end <= hit.end:
        places = hit.keys.get(FormKind.PLACE)
        return places[0] if places and FormKind.COUNTRY not in hit.keys else ""
    return f"{head.key}:{'_'.join(w.text for w in row)}"


def _name_length(row: Sequence[Word], head: NameHead, hits: Mapping[int, Hit], words: NameHeads) -> int:
    """Return how many words the name has, 0 for none."""
    if not row:
        return 0
    first, hit = row[0], hits.get(row[0].start)
    is_owner = head.is_body and head.inside and not head.listed and first.text in words.given  # «حزب إيرينا فلاخ»
    if is_owner or first.text in head.barred or has_clitic(hit) or _is_joined(first.text, words):
        return 0
    if hit is not None and not hit.keys.keys().isdisjoint(_LISTED) and not _is_of_state(hit):
        if not _may_follow(hit, head):
            return 0
        return _closed(row, index_behind(row, hit.end), head, words)
    if first.text in words.openers and len(row) > 1:
        return _opened(row, hits, words)
    if _is_of_state(hit) or first.text in words.ordinary:
        return 0
    if first.text.startswith("ال"):
        return _closed(row, 1, head, words) if head.article or first.text in head.names else 0
    if not head.foreign or words.is_ordinary(first.text):
        return 0
    return _closed(row, _foreign(row, hits, words), head, words)


def _may_follow(hit: Hit, head: NameHead) -> bool:
    """Tell whether a listed name may be the one that a noun tells."""
    if FormKind.COUNTRY in hit.keys:
        return head.listed and (head.is_body or head.countries)
    return head.listed and (head.cities or FormKind.PLACE not in hit.keys)


def _is_joined(word: str, words: NameHeads) -> bool:
    """«مدن وبلدات»: another noun, joined by و."""
    return word.startswith("وال") or (word.startswith("و") and word[1:] in words.heads)


def _is_of_state(hit: Hit | None) -> bool:
    """Tell whether a hit is an adjective, a people or a title."""
    return hit is not None and not hit.keys.keys().isdisjoint(_OF_STATE)


def _opened(row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> int:
    """«الأمير ماجد», «محمد الخامس», «باب البنط»: an opener and what belongs to it."""
    size = 1
    while size < len(row) and row[size - 1].text in words.openers:
        word = row[size]
        is_no_name = (
            word.text in words.ordinary
            or word.text.startswith("وال")
            or (row[size - 1].text == _NOT and is_present_verb(word.text))
        )
        if is_no_name or has_clitic(hits.get(word.start)):
            break
        size += 1
    return size if size > 1 else 0


def _foreign(row: Sequence[Word], hits: Mapping[int, Hit], words: NameHeads) -> int:
    """Return one, or two where the second word looks like a name and ends the clause, or the first is short."""
    if len(row) < 2 or words.is_ordinary(row[1].text) or hits.get(row[1].start) is not None:
        return 1
    if len(row[0].text) <= _BEGINNING:
        return 2
    ends = len(row) == 2 or row[2].text in words.ordinary
    return 2 if ends and len(row[1].text) >= _SURE and not row[1].text.startswith(_JOINED) else 1


def _closed(row: Sequence[Word], size: int, head: NameHead, words: NameHeads) -> int:
    """Take in a word such as الدولي behind the name."""
    return size + 1 if head.inside and size < len(row) and row[size].text in words.closers else size
