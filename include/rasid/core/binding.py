"""Who takes part: the parties that a trigger binds by syntax, not by standing in the same sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form
from include.rasid.core.lexicon import FormKind
from include.rasid.core.units import Ref, RefKind

if TYPE_CHECKING:
    from include.rasid.core.items import Item
    from include.rasid.core.units import Reading, Unit

_CONNECTOR_REACH = 11  # items between a trigger and its بين or مع
_SUBJECT_REACH = 14  # items between a subject and the noun that its verb governs
_LOCATIVE = frozenset(
    {"في", "من", "الي", "لدي", "داخل", "خارج", "نحو", "عبر", "ضد", "عن", "حول", "علي", "باسم", "تجاه"}
)
_DASHES = "-–—/"
_NOT_VERBS = frozenset({"يومي", "يوما", "يومين", "يناير", "يوليو", "يونيو", "يوليوز", "يونيه", "يوليه"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Parties of a trigger, and the pattern that bound them."""

    refs: tuple[Ref, ...]
    pattern: str
    last: int  # item after the last one used


class Binder:
    """Binds the triggers of one sentence."""

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

    def bind(self, position: int) -> Binding | None:
        """Return the parties of the trigger at ``position``; None when the text binds none to it."""
        item = self.items[position]
        if item.trigger is None or position in self.covered:
            return None
        if item.trigger.form is Form.NOUN:
            return self._bind_noun(position)
        return self._bind_verb(position)

    def _is_break(self, position: int, item: Item) -> bool:
        if item.text in "؛;:":
            return True
        return "clause_breaks" in item.words and position > 0 and position not in self.covered

    # --- nouns

    def _bind_noun(self, t: int) -> Binding | None:
        trigger = self.items[t].trigger
        _, end = self.clause(t)
        if t > 0 and self.items[t - 1].text in ("هامش", "هوامش"):
            return None  # the gathering on whose margins something else happens
        for bound in (self._by_connector(t, end), self._by_possessor(t, end), self._by_adjectives(t)):
            if bound is not None:
                return bound
        if trigger is not None and trigger.pronoun in ("هما", "هم"):
            return self._anaphor(t, "pronoun")
        if trigger is not None and trigger.pronoun:
            return None
        return self._by_subject_pair(t) or self._by_speech_during(t)

    def _by_connector(self, t: int, end: int) -> Binding | None:
        for c in range(t + 1, min(t + _CONNECTOR_REACH, end)):
            item = self.items[c]
            if item.trigger is not None and item.trigger.form is Form.NOUN and c > t + 2:
                return None
            if "pair" in item.words and item.text.endswith("بينهما"):
                return self._anaphor(c, "between_them")
            if "between" in item.words:
                return None if self.items[c - 1].words & {"relation"} else self._between(c)
            if "with" in item.words:
                return self._with(t, c)
            if "gathering" in item.cues and c <= t + 3:
                group, last = self._group_near(c + 1)
                return Binding(refs=self._joined(group, last), pattern="gathered", last=last) if group else None
        return None

    def _between(self, c: int) -> Binding | None:
        group, last = self._group_near(c + 1)
        if not group:
            return None
        refs = list(group)
        while last < len(self.items) and "between" in self.items[last].words:
            more, last = self._group_near(last + 1)
            refs.extend(more)
        if len(refs) == 1 and refs[0].kind is RefKind.PAIR:
            return self._anaphor(c, "between_them", last=last, role=refs[0].role)
        return Binding(refs=tuple(refs), pattern="between", last=last)

    def _with(self, t: int, c: int) -> Binding | None:
        others, last = self._group_near(c + 1)
        if not others:
            return None
        if any(r.kind is RefKind.PAIR for r in others):
            return None
        subject = self._subject(t, c, others)
        return Binding(refs=(*subject, *others), pattern="with", last=last) if subject else None

    def _by_possessor(self, t: int, end: int) -> Binding | None:
        """«لقاء بلينكن ولافروف», «لقائه بلافروف», «لقاء بوتين بترامب», «اتصالا من نظيره»."""
        position = t + 1
        while (
            position < end
            and (self._is_modifier(position) or self.items[position].text in ("من", "الي"))
            and position < t + 4
        ):
            position += 1
        unit = self.starts.get(position)
        if unit is None:
            return None
        lead = self.items[position - 1].text if position > t + 1 else ""
        group, last = self._group(unit)
        trigger = self.items[t].trigger
        if trigger is not None and (trigger.pronoun or unit.prefix.endswith("ب") or lead in ("من", "الي")):
            if trigger.pronoun in ("هما", "هم") or self._is_locative(unit, allow_lead=True):
                return None
            subject = self._subject(t, t, group)
            return Binding(refs=(*subject, *group), pattern="object", last=last) if subject else None
        if trigger is not None and trigger.definite:
            return None
        after = self.starts.get(last)
        if len(_countries(group)) == 1 and after is not None and after.prefix.endswith("ب"):
            more, last = self._group(after)
            group = (*group, *more)
        if len(_countries(group)) >= 2:
            return Binding(refs=group, pattern="possessor", last=last)
        if len(group) == 1 and group[0].kind is RefKind.PAIR:
            return self._anaphor(t, "possessor_pair", last=last, role=group[0].role)
        return None

    def _by_adjectives(self, t: int) -> Binding | None:
        """«محادثات أميركية روسية», «القمة الروسية-الأميركية»."""
        countries: list[str] = []
        position = t + 1
        while position < min(t + 7, len(self.items)):
            item = self.items[position]
            if item.has(FormKind.ADJECTIVE) and position not in self.covered:
                countries.append(item.keys[FormKind.ADJECTIVE][0])
            elif not (self._is_modifier(position) or item.text in _DASHES):
                break
            position += 1
        distinct = list(dict.fromkeys(countries))
        if len(distinct) < 2:
            return None
        refs = tuple(Ref(kind=RefKind.COUNTRY, country=c) for c in distinct)
        return Binding(refs=refs, pattern="adjectives", last=position)

    def _by_subject_pair(self, t: int) -> Binding | None:
        """«روسيا والولايات المتحدة ستجريان جولة محادثات»: the subject is both sides."""
        first, _ = self.clause(t)
        for unit in reversed(self.units):
            if unit.last <= t and unit.first >= max(first, t - _SUBJECT_REACH) and not self._is_locative(unit):
                group = self._group_ending(unit)
                if self._is_between(t - _SUBJECT_REACH, t, "attendance"):
                    return None
                if len(_countries(group)) >= 2 and not self._is_between(unit.last, t, "speech"):
                    return Binding(refs=group, pattern="subject_pair", last=t + 1)
                if any(r.kind is RefKind.PAIR for r in group):
                    return self._anaphor(unit.first, "subject_anaphor", last=t + 1, role=group[0].role)
                return None
        return None

    def _by_speech_during(self, t: int) -> Binding | None:
        """«حث بايدن نظيره الروسي خلال مكالمة»: who speaks to whom during it."""
        lead = [i.text for i in self.items[max(0, t - 2) : t]]
        after = self.items[t + 1] if t + 1 < len(self.items) else None
        is_forum = after is not None and (
            bool(after.entries) or after.prefix.endswith("ل") or after.text.startswith("لل")
        )
        if not {"خلال", "اثناء", "في"} & set(lead) or is_forum:
            return None
        first, _ = self.clause(t)
        people: list[Ref] = []
        for unit in reversed([u for u in self.units if first <= u.first and u.last <= t]):
            ref = unit.refs[0]
            if ref.kind in (RefKind.PERSON, RefKind.OFFICE) and ref.country not in {r.country for r in people}:
                people.insert(0, ref)
            if len(people) == 2:
                return Binding(refs=tuple(people), pattern="during", last=t + 1)
        return None

    # --- verbs

    def _bind_verb(self, t: int) -> Binding | None:
        trigger = self.items[t].trigger
        if trigger is None:
            return None
        _, end = self.clause(t)
        if trigger.is_pair:
            return self._bind_pair_verb(t, end)
        for c in range(t + 1, min(t + _SUBJECT_REACH, end)):
            item = self.items[c]
            other = self.starts.get(c)
            word = "مع" if "with" in item.words else "الي" if item.text == "الي" and trigger.key == "talk" else ""
            if word and c + 1 < end:
                return self._with(t, c)
            if (
                other is not None
                and other.prefix.endswith("ب")
                and "ب" in trigger.prepositions
                and other.refs[0].kind is not RefKind.COUNTRY
            ):
                group, last = self._group(other)
                subject = self._subject(t, c, group)
                return Binding(refs=(*subject, *group), pattern="verb_with", last=last) if subject else None
        return self._by_objects(t, end, transitive="" in trigger.prepositions)

    def _bind_pair_verb(self, t: int, end: int) -> Binding | None:
        for c in range(t + 1, min(t + 4, end)):
            if "with" in self.items[c].words:
                return self._with(t, c)
        unit = self.starts.get(t + 1) or (self.starts.get(t + 2) if t + 2 < end and self._is_modifier(t + 1) else None)
        if unit is not None and not self._is_locative(unit):
            group, last = self._group(unit)
            if len(_countries(group)) >= 2 or group[0].kind is not RefKind.PAIR:
                return Binding(
                    refs=group, pattern="pair_verb", last=last
                )  # one country: the object of a pair named before
            return self._anaphor(t, "pair_verb_anaphor", last=last, role=group[0].role)
        return self._by_subject_pair(t) or self._anaphor(t, "pair_verb_anaphor")

    def _by_objects(self, t: int, end: int, *, transitive: bool) -> Binding | None:
        after = [u for u in self.units if t < u.first < min(end, t + _SUBJECT_REACH) and not self._is_locative(u)]
        if not after:
            return None
        group, last = self._group(after[0])
        if len(_countries(group)) >= 2:
            return Binding(refs=group, pattern="verb_group", last=last)
        if any(r.kind is RefKind.PAIR for r in group) and after[0].first <= t + 2:
            return self._anaphor(t, "verb_pair", last=last, role=group[0].role)
        if not transitive:
            return None
        second = next((u for u in after if u.first >= last), None)
        if second is not None and not second.prefix.startswith("و") and not self._is_talk_between(last, second.first):
            more, last = self._group(second)
            return Binding(refs=(*group, *more), pattern="verb_object", last=last)
        before = self._subject_before(t, group)
        if before and after[0].first <= t + 3:
            return Binding(refs=(*before, *group), pattern="subject_verb_object", last=last)
        return None

    # --- parties

    def _group_near(self, position: int) -> tuple[tuple[Ref, ...], int]:
        """Return the group that begins at ``position`` or behind a few modifiers, and the item after it."""
        for at in range(position, min(position + 4, len(self.items))):
            if at in self.starts:
                return self._group(self.starts[at])
            if not (self._is_modifier(at) or self.items[at].text in ("كل", "كلا", "من")):
                break
        return (), position

    def _group(self, unit: Unit) -> tuple[tuple[Ref, ...], int]:
        """Return all parties joined to ``unit`` by و, a comma list or a dash, and the item after them."""
        refs, last = list(unit.refs), unit.last
        while True:
            at = last
            while at < len(self.items) and (self.items[at].text in _DASHES or self.items[at].text in "،,()"):
                at += 1
            following = self.starts.get(at)
            if following is None and at < len(self.items) and self.items[at].text == "و":
                following = self.starts.get(at + 1)
            if following is None or following.prefix in ("ب", "ل"):
                break
            dashed = at > last and self.items[at - 1].text in _DASHES
            commas = at > last and not dashed and self._continues_list(following)
            if not (
                following.prefix.startswith("و") or dashed or commas or self.items[following.first - 1].text == "و"
            ):
                break
            if self._starts_clause(following):
                break
            refs.extend(following.refs)
            last = following.last
        return tuple(refs), last

    def _starts_clause(self, unit: Unit) -> bool:
        """«…بوتين ولافروف، وأوستن يحشد…»: a name before a verb of its own is no member of the group."""
        if unit.last >= len(self.items) or not unit.prefix.startswith("و"):
            return False
        item = self.items[unit.last]
        is_verb = item.is_word and len(item.text) >= 4 and item.text.startswith("ي") and item.trigger is None
        return is_verb and item.text not in _NOT_VERBS

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
        if len(_countries(group)) == 1 and after is not None and after.prefix.endswith("ب"):
            return (*group, *self._group(after)[0])
        return group

    def _subject(self, t: int, c: int, others: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """Return who meets ``others``: between trigger and connector, else before the trigger, else the last one named."""
        theirs = _countries(others)
        for unit in self.units:
            if t < unit.first < c and not self._is_locative(unit):
                group, _ = self._group(unit)
                return () if _countries(group) <= theirs else group
        before = self._subject_before(t, others)
        if before:
            return before
        for ref in reversed([*self.before, *self.reading.subjects[-2:]]):
            if ref.country not in theirs and ref.kind is not RefKind.COUNTRY and not self._is_mouthpiece(ref):
                return (ref,) if self._may_continue() else ()
        return ()

    def _may_continue(self) -> bool:
        """A sentence without a subject of its own continues the last one's."""
        return not any(u.refs[0].kind is RefKind.PERSON for u in self.units[:1] if u.first <= 1)

    def _subject_before(self, t: int, others: tuple[Ref, ...]) -> tuple[Ref, ...]:
        theirs = _countries(others)
        first, _ = self.clause(t)
        for start in dict.fromkeys((first, 0)):
            for unit in reversed([u for u in self.units if start <= u.first and u.last <= t]):
                if self._is_locative(unit) or unit.refs[0].kind is RefKind.PAIR or self._is_mouthpiece(unit.refs[0]):
                    continue
                group = self._group_ending(unit)
                if _countries(group) <= theirs:
                    continue
                return (
                    group
                    if len(group) == 1 or not theirs & _countries(group)
                    else tuple(r for r in group if r.country not in theirs)
                )
        return ()

    def _is_mouthpiece(self, ref: Ref) -> bool:
        person = self.reading.lexicon.people.get(ref.key)
        return person is not None and self.reading.lexicon.speaks_for_others(person, self.reading.day)

    def _fits(self, ref: Ref, role: str) -> bool:
        person = self.reading.lexicon.people.get(ref.key)
        if person is None or not role:
            return True
        return self.reading.lexicon.fits_role(person, role, self.reading.day)

    def _anaphor(self, at: int, pattern: str, last: int | None = None, role: str = "") -> Binding | None:
        """Return the two parties named last before ``at`` that a dual of ``role`` may mean."""
        named = [*self.before, *(r for u in self.units if u.last <= at for r in u.refs)]
        pair: list[Ref] = []
        for ref in reversed(named):
            if self._is_mouthpiece(ref) or not self._fits(ref, role):
                continue
            if ref.kind in (RefKind.PERSON, RefKind.OFFICE) and ref.country not in {r.country for r in pair}:
                pair.insert(0, ref)
            if len(pair) == 2:
                return Binding(refs=tuple(pair), pattern=pattern, last=last or at + 1)
        return None

    def _is_modifier(self, position: int) -> bool:
        """Words that may stand between a noun and what it binds: adjectives, dates, ordinals."""
        if position >= len(self.items) or position in self.covered:
            return False
        item = self.items[position]
        return (
            item.is_word
            and item.trigger is None
            and not item.words & {"between", "with", "clause_breaks"}
            and item.text not in _LOCATIVE
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
        return before.text in _LOCATIVE or bool(before.words & {"of_other"})

    def _is_between(self, first: int, last: int, cue: str) -> bool:
        return any(cue in i.cues for i in self.items[max(first, 0) : last])

    def _is_talk_between(self, first: int, last: int) -> bool:
        return any(i.trigger is not None or "speech" in i.cues for i in self.items[first:last])


def _countries(refs: tuple[Ref, ...]) -> set[str]:
    return {r.country for r in refs if r.country}
