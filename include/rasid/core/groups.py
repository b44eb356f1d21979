"""Who may be a party: names joined by و, commas and dashes, behind titles, and what a preposition rules out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form
from include.rasid.core.lexicon import FormKind
from include.rasid.core.references import COUNTRY_KINDS, Ref, RefKind, country_of

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.references import Reading, Unit

_LONG_TITLE = 16  # words of a title that is not known, with prepositions in it, before the name
_TITLE_REACH = 7  # the same without
_BILATERAL = "الثناي"  # «اللجنة الاستشارية الثنائية»: the body of the two sides
_NO_TITLE = frozenset({"with", "between", "that", "possession", "targets"})
DASHES = "-–—/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Parties of a trigger, and the pattern that bound them."""

    refs: tuple[Ref, ...]
    pattern: str
    last: int  # item after the last one used


class Groups:
    """The units of one sentence, and how they join."""

    def __init__(self, items: list[Item], units: list[Unit], reading: Reading, before: list[Ref]) -> None:
        """``before`` are the people and offices named before this sentence."""
        self.items, self.units, self.reading, self.before = items, units, reading, before
        self.starts = {u.first: u for u in units}
        self.covered = {i for u in units for i in range(u.first, u.last)}
        self.breaks = [i for i, item in enumerate(items) if self._is_break(i, item)]

    def clause(self, position: int) -> tuple[int, int]:
        """Return the items ``[first, last)`` of the clause around ``position``."""
        first = max((b for b in self.breaks if b <= position), default=0)
        last = min((b for b in self.breaks if b > position), default=len(self.items))
        return first, last

    def _is_break(self, position: int, item: Item) -> bool:
        if item.text in "؛;:":
            return True
        if item.prefix == "ف" and item.trigger is not None and item.trigger.form is not Form.NOUN:
            return position > 0  # «هدد بلينكن، فاتصل به لافروف»
        return "clause_breaks" in item.words and position > 0 and position not in self.covered

    def _group_near(self, position: int) -> tuple[tuple[Ref, ...], int]:
        """Return the group that begins at ``position`` or behind a few modifiers, and the item after it."""
        for at in range(position, min(position + _TITLE_REACH, len(self.items))):
            if at in self.starts:
                return self._group(self.starts[at])
            is_other = bool(self.items[at].words & _NO_TITLE)  # «مع حلفائه بعد خطاب بوتين»
            if is_other or not (self._is_modifier(at) or "each" in self.items[at].words):
                break
        return self._behind_long_title(position)

    def _behind_long_title(self, position: int) -> tuple[tuple[Ref, ...], int]:
        """«مع مدير إدارة شؤون الأمن في وزارة الخارجية الروسية أناتولي أنتونوف»: the name that ends a title not known."""
        for at in range(position, min(position + _LONG_TITLE, len(self.items))):
            unit, item = self.starts.get(at), self.items[at]
            if unit is not None and unit.refs[0].kind is RefKind.PERSON and not unit.prefix:
                return self._group(unit) if at > position else ((), position)
            if item.text == "،" and self._is_named_next(at + 1):
                continue  # «بين الممثل الخاص لرئيس روسيا، نائب وزير الخارجية ميخائيل بوغدانوف، و…»
            if item.is_punctuation or item.trigger is not None or item.cues or item.words & _NO_TITLE:
                break
        return (), position

    def _is_named_next(self, position: int) -> bool:
        """Whether a name with its title stands there: a second title of the one spoken of."""
        unit = self.starts.get(position)
        return unit is not None and unit.refs[0].kind is RefKind.PERSON and unit.last - unit.first > 1

    def _group(self, unit: Unit) -> tuple[tuple[Ref, ...], int]:
        """Return all parties joined to ``unit`` by و, a comma list or a dash, and the item after them."""
        refs, last = list(unit.refs), unit.last
        while True:
            at = last
            while at < len(self.items) and (self.items[at].text in DASHES or self.items[at].text in "،,()"):
                at += 1
            following = self.starts.get(at) or self._behind_adjective(at)
            if following is None and at < len(self.items) and self.items[at].text == "و":
                following = self.starts.get(at + 1)
            if following is None and (aside := self._behind_apposition(last)) is not None:
                refs.extend(aside.refs)
                last = aside.last
                continue
            if following is None or following.prefix in ("ب", "ل"):
                break
            dashed = at > last and self.items[at - 1].text in DASHES
            commas = at > last and not dashed and self._continues_list(following)
            lead = self.items[following.first - 1]
            joined = following.prefix.startswith("و") or lead.text == "و" or (lead.prefix == "وال" and at == last)
            if not (joined or dashed or commas):
                break
            if self._starts_clause(following):
                break
            refs.extend(following.refs)
            last = following.last
        return tuple(refs), last

    def _behind_apposition(self, last: int) -> Unit | None:
        """«سكاباروتي، قائد قوات الناتو، والجنرال غيراسيموف»: the next name stands behind a title between commas."""
        if last >= len(self.items) or self.items[last].text != "،":
            return None
        limit = min(last + _TITLE_REACH, len(self.items))
        close = next((n for n in range(last + 1, limit) if self.items[n].text == "،"), None)
        unit = None if close is None else self.starts.get(close + 1)
        if unit is None or close is None or not unit.prefix.startswith("و"):
            return None
        between = self.items[last + 1 : close]
        is_title = bool(between) and (between[0].has(FormKind.ROLE) or "title_heads" in between[0].words)
        return unit if is_title and not any(i.trigger or i.cues for i in between) else None

    def _behind_adjective(self, at: int) -> Unit | None:
        """«نظيريه الأميركي جون كيري والروسي سيرغي لافروف»: the second name hangs on its nationality."""
        following = self.starts.get(at + 1)
        if following is None or not self.items[at].has(FormKind.ADJECTIVE) or not self.items[at].prefix.startswith("و"):
            return None
        is_third = self.reading.side_of(following.refs[0]) == 0 and following.refs[0].kind is RefKind.PERSON
        return following if is_third or following.refs[0].country == country_of(self.items[at]) else None

    def _starts_clause(self, unit: Unit) -> bool:
        """«…بوتين ولافروف، وأوستن يحشد…»: a name before a verb of its own is no member of the group."""
        if unit.last >= len(self.items) or not unit.prefix.startswith("و"):
            return False
        item = self.items[unit.last]
        is_verb = item.is_word and len(item.text) >= 4 and item.text.startswith("ي") and item.trigger is None
        return is_verb and "not_verbs" not in item.words

    def _group_ending(self, unit: Unit) -> tuple[Ref, ...]:
        """Return the group whose last member is ``unit``."""
        for start in self.units:
            refs, last = self._group(start)
            if start.first <= unit.first and last >= unit.last:
                return refs
        return unit.refs

    def _continues_list(self, unit: Unit) -> bool:
        """A comma joins parties only when a member with و follows: «ترامب، بوتين وماكرون»."""
        following = self.starts.get(unit.last)
        return following is not None and following.prefix.startswith("و") and not unit.prefix

    def _joined(self, group: tuple[Ref, ...], last: int) -> tuple[Ref, ...]:
        after = self.starts.get(last)
        if len(countries_of(group)) != 1:
            return group
        if after is not None and after.clitic.endswith("ب"):
            return (*group, *self._group(after)[0])
        beside = next(
            (n for n in range(last, min(last + _TITLE_REACH, len(self.items))) if "with" in self.items[n].words), None
        )
        if beside is not None and not any(i.trigger for i in self.items[last:beside]):
            return (*group, *self._group_near(beside + 1)[0])  # «جمعت طاولة دانفورد، رئيس الأركان، مع غيراسيموف»
        if (
            after is None
            and last < len(self.items)
            and (self.items[last].prefix + self.items[last].text).startswith("ب")
        ):
            return (*group, *self._behind_long_title(last)[0])  # «برئيس صندوق الاستثمارات الروسي كيريل دميترييف»
        return group

    def _is_modifier(self, position: int) -> bool:
        """Words that may stand between a noun and what it binds: adjectives, dates, ordinals."""
        if position >= len(self.items) or position in self.covered:
            return False
        item = self.items[position]
        return (
            item.is_word
            and item.trigger is None
            and not item.words & {"between", "with", "clause_breaks"}
            and "locatives" not in item.words
        )

    def _is_locative(self, unit: Unit, *, allow_lead: bool = False) -> bool:
        """Whether the unit stands behind a preposition that makes it no party of the verb."""
        government = unit.refs[0].kind is RefKind.COUNTRY
        clitic = unit.prefix.removesuffix("ال")
        if clitic.endswith(("ل", "ك")) or (government and not unit.refs[0].role and clitic.endswith("ب")):
            return True
        if unit.first == 0 or (allow_lead and not government):
            return False
        before = self.items[unit.first - 1]
        behind = self.items[unit.last].text if unit.last < len(self.items) else ""
        if before.text.endswith("عبر") and behind == "عن":
            return False  # «وعبر كيري عن ارتياحه»: a verb
        if government and unit.refs[0].role == "":
            return self._is_in_place(unit)
        return bool(before.words & {"locatives", "of_other"})

    def _is_in_place(self, unit: Unit) -> bool:
        """«في العاصمة الأذربيجانية باكو»: between a preposition and a capital stand nouns and adjectives of place."""
        if "premises" in self.items[unit.first - 1].words:
            return True  # «في مقر الخارجية الأميركية»
        for at in range(unit.first - 1, max(unit.first - 4, -1), -1):
            item = self.items[at]
            if item.words & {"locatives", "of_other"} or ("place_lead" in item.words and item.prefix.endswith("ب")):
                return True
            if not ("place_lead" in item.words or item.has(FormKind.ADJECTIVE, FormKind.PLACE)):
                return False
        return False

    def is_forum(self, t: int) -> bool:
        """«خلال قمة منظمة شنغهاي»: the gathering of a body is no talk of two."""
        after = self.items[t + 1] if t + 1 < len(self.items) else None
        is_body = after is not None and FormKind.BODY in after.keys and _BILATERAL not in after.text
        return after is not None and is_body and (after.prefix.endswith("ل") or not after.has(*COUNTRY_KINDS))


def countries_of(refs: tuple[Ref, ...]) -> set[str]:
    """Return the countries that the parties act for."""
    return {r.country for r in refs if r.country}
