"""Frames in which the parties of a noun stand apart from it: للقاء بوتين, برقية إلى بايدن, جلسة شارك فيها عن واشنطن روبيو."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form
from include.rasid.core.groups import Binding, countries_of
from include.rasid.core.lexicon import FormKind
from include.rasid.core.missives import OFFICIALS, Missives
from include.rasid.core.parties import GATHERED_REACH
from include.rasid.core.references import Ref, RefKind

if TYPE_CHECKING:
    from include.rasid.core.references import Unit

_OBJECT_ITEMS = 4  # between the noun and whom it is with: «للقاء، اليوم، بوتين»
_FAR_ITEMS = 28  # between بين and the second party, with titles and asides: a sentence of a read-out
_ATTENDED_ITEMS = 6  # between the noun and «شارك فيها»
_HEADS_ITEMS = 18  # between the noun and «برئاسة»
_BEFORE_ITEMS = 12  # of «عقد مع وزير الخارجية الروسي سيرغي لافروف أمس لقاء»
_TO, _FROM = "الي", "من"


class NounFrames(Missives):
    """Binds the nouns of one sentence whose parties syntax puts elsewhere."""

    def by_verbal_noun(self, t: int) -> Binding | None:
        """«توجه إلى موسكو للقاء بوتين», «بعد لقاء نظيره»: the noun has its object; its subject is who acts before it."""
        item, trigger = self.items[t], self.items[t].trigger
        if trigger is None or trigger.definite or trigger.pronoun or "verbal_noun" not in item.words:
            return None
        is_governed = item.prefix.endswith("ل") or (t > 0 and self._leads_verbal_noun(t - 1))
        unit = self._object(t)
        if unit is None or unit.refs[0].kind not in OFFICIALS:
            return None
        group, last = self._group(unit)
        beside = self.starts.get(last)
        if beside is not None and beside.prefix in ("", "ال") and beside.refs[0].kind in OFFICIALS:
            more, end = self._group(beside)
            if not countries_of(more) & countries_of(group):
                return Binding(refs=(*group, *more), pattern="verbal_noun", last=end)  # «غداة استقبال بوتين ويتكوف»
        beside_subject = next((u for u in self.units if u.last == t and u.refs[0].kind in OFFICIALS), None)
        if beside_subject is not None and not countries_of(beside_subject.refs) & countries_of(group):
            # «رفض بلينكن لقاء لافروف»
            return Binding(refs=(*self._group_ending(beside_subject), *group), pattern="verbal_noun", last=last)
        if not is_governed or len(countries_of(group)) != 1:
            return None
        subject = self._actor(t, group)
        return Binding(refs=(*subject, *group), pattern="verbal_noun", last=last) if subject else None

    def by_venue(self, t: int) -> Binding | None:
        """«أجرى أنطونوف محادثات في الخارجية الأميركية»: with whom is told by the ministry that it takes place in."""
        if not any("held" in i.cues for i in self.items[max(0, t - _OBJECT_ITEMS) : t]):
            return None
        at = t + 1
        while self._is_modifier(at):
            at += 1
        unit = self.starts.get(at + 1)
        if unit is None or self.items[at].text != "في" or not self.items[at + 1].has(FormKind.BODY, FormKind.SEAT):
            return None
        subject = self._actor(t, unit.refs)
        is_one = len(subject) == 1 and unit.refs[0].kind is RefKind.COUNTRY and self.reading.side_of(unit.refs[0])
        return Binding(refs=(*subject, *unit.refs), pattern="object", last=unit.last) if is_one else None

    def by_attendance(self, t: int) -> Binding | None:
        """«جلسة شارك فيها عن واشنطن روبيو، وعن موسكو لافروف»: who took part, side by side."""
        trigger = self.items[t].trigger
        near = self.items[t + 1 : t + 1 + _ATTENDED_ITEMS]
        at = next((n for n, i in enumerate(near, t + 1) if "attendance" in i.cues or "gathering" in i.cues), None)
        if trigger is None or at is None:
            return None
        behind = self.items[at : at + 3]
        if not any("inside" in i.words for i in behind):
            return None
        end = next((n for n in range(at, len(self.items)) if self._ends_attendance(n)), len(self.items))
        units = [u for u in self.units if at < u.first < end and u.refs[0].kind is RefKind.PERSON]
        refs = tuple(r for u in units for r in u.refs)
        sides = {self.reading.side_of(r) for r in refs}
        return Binding(refs=refs, pattern="attended", last=units[-1].last) if {1, 2} <= sides else None

    def _ends_attendance(self, at: int) -> bool:
        """Whether something else is told from here on: «قمة يشارك فيها بوتين بعد قمة شارك فيها بايدن»."""
        item = self.items[at]
        return item.text in ".؛;" or (
            item.trigger is not None and item.trigger.form is Form.NOUN and at not in self.covered
        )

    def by_heads(self, t: int) -> Binding | None:
        """«اجتماع في جنيف برئاسة شيرمان وريابكوف», «بمشاركة كيري ولافروف»: who leads or takes part, of both sides."""
        for at in range(t + 1, min(t + _HEADS_ITEMS, len(self.items))):
            trigger = self.items[at].trigger
            leads = trigger is not None and trigger.key == "lead"  # «ويرأس الوفد الأميركي بيلينغسلي والروسي ريابكوف»
            if "headed_by" not in self.items[at].words and not leads:
                continue
            units = [u for u in self.units if at < u.first <= at + _FAR_ITEMS and u.refs[0].kind in OFFICIALS]
            told = next((u for u in units if self._is_telling(at + leads, u.first)), None)
            named = [u for u in units if told is None or u.first < told.first]
            refs = tuple(r for u in named for r in u.refs)
            sides = {self.reading.side_of(r) for r in refs}
            return Binding(refs=refs, pattern="attended", last=named[-1].last) if {1, 2} <= sides else None
        return None

    def by_connector_before(self, t: int) -> Binding | None:
        """«عقد مع أوباما لقاء», «أجرى مع نظيره محادثات»: whom it is with stands between the verb and the noun."""
        first, _ = self.clause(t)
        for c in range(t - 1, max(first, t - _BEFORE_ITEMS) - 1, -1):
            if "with" not in self.items[c].words:
                continue
            unit = self.starts.get(c + 1)
            verbs = self.items[max(first, c - _BEFORE_ITEMS) : c]
            if unit is None or not any(v.cues & {"held", "future", "light", "ongoing"} for v in verbs):
                return None
            group, last = self._group(unit)
            if last > t or any(not self._is_modifier(n) and self.items[n].text not in "،," for n in range(last, t)):
                return None
            subject = self._subject(c, c, group)
            return Binding(refs=(*subject, *group), pattern="with", last=t + 1) if subject else None
        return None

    def gathered(self, c: int, end: int) -> Binding | None:
        """«اللقاء الذي جمع لافروف وكيري», «مكالمة جمعته ببوتين», «عشاء جمعهما»."""
        word = self.items[c].text
        if word.endswith("هما"):
            return self._anaphor(c, "gathered_them")
        group, last = self._next_party(c + 1, GATHERED_REACH, end)
        if not group:
            return None
        if all(r.kind is RefKind.COUNTRY and not r.role for r in group) and len(countries_of(group)) == 1:
            guests, behind = self._next_party(last, GATHERED_REACH, end)
            if len(countries_of(guests)) > 1 and guests[0].kind in OFFICIALS:
                return Binding(
                    refs=guests, pattern="gathered", last=behind
                )  # «جمعت تركيا في أنطاليا دانفورد وغيراسيموف»
        if len(group) == 1 and group[0].kind is RefKind.PAIR:
            return self._anaphor(c, "gathered_them", last=last, role=group[0].role)
        if word.endswith(("ه", "ها")):
            return Binding(refs=(*self._antecedent(c, group), *group), pattern="gathered_with", last=last)
        return Binding(refs=self._joined(group, last), pattern="gathered", last=last)

    def by_gathering_before(self, t: int, end: int) -> Binding | None:
        """«ضم لقاء في الدوحة كيري ولافروف»."""
        if t == 0 or "gathering" not in self.items[t - 1].cues or self.items[t].trigger is None:
            return None
        bound = self.gathered(t, end) if not self.items[t].text.endswith(("ه", "ها", "هما")) else None
        return bound if bound is not None and len(countries_of(bound.refs)) >= 2 else None

    def second_of_between(self, group: tuple[Ref, ...], last: int) -> tuple[tuple[Ref, ...], int]:
        """Return who stands joined by و far behind the first party of بين, past its titles and asides; nothing where nobody does."""
        theirs = countries_of(group)
        for unit in self.units:
            if not last <= unit.first < last + _FAR_ITEMS or unit.refs[0].kind not in OFFICIALS:
                continue
            if self._is_telling(last, unit.first):
                break
            if unit.prefix in ("و", "وال") and not countries_of(unit.refs) <= theirs:
                return self._group(unit)
        return (), last

    def _is_telling(self, first: int, last: int) -> bool:
        """Whether a verb of contact or of speech stands in between."""
        between = self.items[first:last]
        return any("speech" in i.cues or (i.trigger and i.trigger.form is not Form.NOUN) for i in between)

    def _object(self, t: int) -> Unit | None:
        for at in range(t + 1, min(t + 1 + _OBJECT_ITEMS, len(self.items))):
            unit = self.starts.get(at)
            if unit is not None:
                return unit if unit.prefix in ("", "ال") else None
            if not (self._is_modifier(at) or self.items[at].text in "،,"):
                return None
        return None

    def _leads_verbal_noun(self, at: int) -> bool:
        item = self.items[at]
        return (
            bool(item.words & {"during"})
            or "after" in item.cues
            or item.text in (_TO, "قبل", "قبيل")
            or "purpose" in item.words
        )

    def by_speech_during(self, t: int) -> Binding | None:
        """«حث بايدن نظيره الروسي خلال مكالمة»: who speaks to whom during it."""
        lead = self.items[max(0, t - 2) : t]
        after = self.items[t + 1] if t + 1 < len(self.items) else None
        is_forum = after is not None and (
            (bool(after.entries) and after.prefix != "ب")  # «في لقاء بموسكو» is where
            or after.prefix.endswith("ل")
            or (after.text.startswith("ل") and not (after.keys or after.words or after.cues))
        )
        with_others = any("with" in i.words for i in self.items[t + 1 : t + 1 + _OBJECT_ITEMS])
        if not any("during" in i.words for i in lead) or is_forum or with_others:
            return None
        first, _ = self.clause(t)
        people: list[Ref] = []
        for unit in reversed([u for u in self.units if first <= u.first and u.last <= t]):
            ref = unit.refs[0]
            if self.is_mouthpiece(ref):
                continue
            if ref.kind in (RefKind.PERSON, RefKind.OFFICE) and ref.country not in {r.country for r in people}:
                people.insert(0, ref)
            if len(people) == 2:
                return Binding(refs=tuple(people), pattern="during", last=t + 1)
        return None
