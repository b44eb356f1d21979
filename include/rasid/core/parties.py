"""Who may be a party: groups joined by و, subjects, anaphora, and what a preposition rules out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.lexicon import FormKind
from include.rasid.core.references import COUNTRY_KINDS, Ref, RefKind, country_of

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.references import Reading, Unit

_THAT_REACH = 9  # items between «إنه» and the verb of its clause
_LONG_TITLE = 16  # the same, with prepositions in it
_TITLE_REACH = 7  # words of a title that is not known, before the name
_TOPIC_ITEMS = 2  # from the beginning of a sentence
_MANY = ("وا", "ون")  # endings of plural verbs
DASHES = "-–—/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Parties of a trigger, and the pattern that bound them."""

    refs: tuple[Ref, ...]
    pattern: str
    last: int  # item after the last one used


class Parties:
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
        return "clause_breaks" in item.words and position > 0 and position not in self.covered

    def _group_near(self, position: int) -> tuple[tuple[Ref, ...], int]:
        """Return the group that begins at ``position`` or behind a few modifiers, and the item after it."""
        for at in range(position, min(position + _TITLE_REACH, len(self.items))):
            if at in self.starts:
                return self._group(self.starts[at])
            if not (self._is_modifier(at) or "each" in self.items[at].words):
                break
        return self._behind_long_title(position)

    def _behind_long_title(self, position: int) -> tuple[tuple[Ref, ...], int]:
        """«مع مدير إدارة شؤون الأمن في وزارة الخارجية الروسية أناتولي أنتونوف»: the name that ends a title not known."""
        for at in range(position, min(position + _LONG_TITLE, len(self.items))):
            unit, item = self.starts.get(at), self.items[at]
            if unit is not None and unit.refs[0].kind is RefKind.PERSON and not unit.prefix:
                return self._group(unit) if at > position else ((), position)
            if item.is_punctuation or item.trigger is not None or item.cues or item.words & {"with", "between", "that"}:
                break
        return (), position

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

    def _behind_adjective(self, at: int) -> Unit | None:
        """«نظيريه الأميركي جون كيري والروسي سيرغي لافروف»: the second name hangs on its nationality."""
        following = self.starts.get(at + 1)
        if following is None or not self.items[at].has(FormKind.ADJECTIVE) or not self.items[at].prefix.startswith("و"):
            return None
        return following if following.refs[0].country == country_of(self.items[at]) else None

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
        if after is not None and after.prefix.endswith("ب"):
            return (*group, *self._group(after)[0])
        beside = next(
            (n for n in range(last, min(last + _TITLE_REACH, len(self.items))) if "with" in self.items[n].words), None
        )
        if beside is not None and not any(i.trigger for i in self.items[last:beside]):
            return (*group, *self._group_near(beside + 1)[0])  # «جمعت طاولة دانفورد، رئيس الأركان، مع غيراسيموف»
        if after is None and last < len(self.items) and self.items[last].text.startswith("ب"):
            return (*group, *self._behind_long_title(last)[0])  # «برئيس صندوق الاستثمارات الروسي كيريل دميترييف»
        return group

    def _speaker(self, t: int) -> tuple[Ref, ...]:
        """Return whom «إنه» right before the trigger means, the one who speaks: «قال أوباما … إنه أجرى مكالمة»."""
        that = next((i for i in range(t - 1, max(t - _THAT_REACH, -1), -1) if "that" in self.items[i].words), None)
        if that is None or not self.items[that].text.endswith(("ه", "ها")):
            return ()
        said = next((i for i in range(that - 1, -1, -1) if "speech" in self.items[i].cues), None)
        if said is None or any(that < u.first < t and not self._is_locative(u) for u in self.units):
            return ()
        after = [u for u in self.units if said < u.first <= said + 2]
        before = [u for u in self.units if u.last <= said and not self._is_locative(u)]
        is_topic = bool(before) and before[0].first <= _TOPIC_ITEMS  # «أما ماكرون، الذي …، فأعلن أنه …»
        for unit in [*after, *(before[:1] if is_topic else before[-1:])]:
            ref = unit.refs[0]
            if ref.kind in (RefKind.PERSON, RefKind.OFFICE):
                return () if self.is_mouthpiece(ref) else (ref,)
        return ()

    def _subject(self, t: int, c: int, others: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """Return who meets ``others``: between trigger and connector, else before the trigger, else the last one named."""
        theirs = countries_of(others)
        speaker = self._speaker(t)
        if speaker and not countries_of(speaker) & theirs:
            return speaker
        first, _ = self.clause(t)
        if self.items[t].text.endswith(_MANY) and not any(first <= u.first < c for u in self.units):
            return ()  # «كان الأوروبيون قد تشاوروا مع ترامب»: many, and nobody named
        for unit in self.units:
            if t < unit.first < c and not self._is_locative(unit):
                group, _ = self._group(unit)
                return () if countries_of(group) <= theirs else group
        before = self._subject_before(t, others)
        if before:
            return before
        for ref in reversed([*self.before, *self.reading.subjects[-2:]]):
            if ref.country not in theirs and ref.kind is not RefKind.COUNTRY and not self.is_mouthpiece(ref):
                return (ref,) if self._may_continue() else ()
        return ()

    def _antecedent(self, t: int, others: tuple[Ref, ...], *, subject_first: bool = False) -> tuple[Ref, ...]:
        """Return whom a pronoun at ``t`` means beside ``others``: who was named before it, else the subject before.

        ``subject_first``: rather the first one of the sentence, its subject, than the last.
        """
        theirs = countries_of(others)
        local = [r for u in reversed(self.units) if u.last <= t for r in reversed(u.refs)]
        if subject_first:
            local.reverse()
        for ref in [*local, *reversed(self.reading.subjects[-1:]), *reversed(self.before)]:
            if (
                ref.kind in (RefKind.PERSON, RefKind.OFFICE)
                and ref.country not in theirs
                and not self.is_mouthpiece(ref)
            ):
                return (ref,)
        return ()

    def _next_party(self, position: int, reach: int, end: int) -> tuple[tuple[Ref, ...], int]:
        """Return the group nearest behind ``position`` that no preposition makes a place, and the item after it."""
        for unit in self.units:
            if position <= unit.first < min(position + reach, end) and not self._is_locative(unit):
                return self._group(unit)
        return (), position

    def _may_continue(self) -> bool:
        """A sentence without a subject of its own continues the last one's."""
        return not any(u.refs[0].kind is not RefKind.COUNTRY or u.refs[0].role for u in self.units[:1] if u.first <= 1)

    def _subject_before(self, t: int, others: tuple[Ref, ...]) -> tuple[Ref, ...]:
        theirs = countries_of(others)
        first, _ = self.clause(t)
        own = [u for u in self.units if first <= u.first and u.last <= t]
        earlier = [
            u for u in self.units if u.last <= first and u.refs[0].kind is not RefKind.COUNTRY
        ]  # the subject first
        if "where" in self.items[first].words:
            earlier.reverse()  # «زيارة تيلرسون إلى موسكو حيث أجرى محادثات»: who went there
        for units in (reversed(own), earlier):
            for unit in units:
                if self._is_locative(unit) or unit.refs[0].kind is RefKind.PAIR or self.is_mouthpiece(unit.refs[0]):
                    continue
                group = self._group_ending(unit)
                if countries_of(group) <= theirs:
                    continue
                return (
                    group
                    if len(group) == 1 or not theirs & countries_of(group)
                    else tuple(r for r in group if r.country not in theirs)
                )
        return ()

    def is_mouthpiece(self, ref: Ref) -> bool:
        """Whether the person is quoted on other people's contacts: a spokesperson or aide."""
        person = self.reading.lexicon.people.get(ref.key)
        return person is not None and self.reading.lexicon.speaks_for_others(person, self.reading.day)

    def _anaphor(self, at: int, pattern: str, last: int | None = None, role: str = "") -> Binding | None:
        """Return the two parties named last before ``at`` that a dual of ``role`` may mean."""
        before = [u for u in self.units if u.last <= at]
        if not role and before and before[-1].refs[0].kind is RefKind.PAIR:
            role = before[-1].refs[0].role  # «ذهاب الرئيسين إلى نيويورك حيث تباحثا»
        local = [r for u in before for r in u.refs]
        pair = self.reading.meant_by_pair(role, local)
        if not pair and not role:  # «ففي مستهل محادثاتهما قدمت كلينتون إلى لافروف …»
            pair = self.reading.meant_by_pair(role, [r for u in self.units if u.first > at for r in u.refs])
        return Binding(refs=pair, pattern=pattern, last=last or at + 1) if pair else None

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
        if clitic.endswith(("ل", "ك")) or (government and clitic.endswith("ب")):
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
        return after is not None and FormKind.BODY in after.keys and not after.has(*COUNTRY_KINDS)

    def is_beside(self, unit: Unit) -> bool:
        """Whether the unit is no party: behind a preposition, or one who speaks for others."""
        return self._is_locative(unit) or self.is_mouthpiece(unit.refs[0])

    def _is_between(self, first: int, last: int, cue: str) -> bool:
        return any(cue in i.cues for i in self.items[max(first, 0) : last])

    def _is_talk_between(self, first: int, last: int) -> bool:
        return any(i.trigger is not None or "speech" in i.cues for i in self.items[first:last])


def countries_of(refs: tuple[Ref, ...]) -> set[str]:
    """Return the countries that the parties act for."""
    return {r.country for r in refs if r.country}
