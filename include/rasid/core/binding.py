"""Who takes part: the parties that a trigger binds by syntax, not by standing in the same sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.grammar import MANNERS, Form
from include.rasid.core.groups import Binding, countries_of
from include.rasid.core.loose import bind_loosely, bind_to_topic
from include.rasid.core.noun_binding import SUBJECT_REACH, NounBinder
from include.rasid.core.parties import GATHERED_REACH, MANY
from include.rasid.core.references import Ref, RefKind, Unit

if TYPE_CHECKING:
    from include.rasid.core.grammar import Trigger

_MEASURES = MANNERS | {"hours"}  # nouns that say how or how long the verb's contact was
_LATER = frozenset({"بعد", "قبل", "قبيل", "عقب", "اثر", "غداه", "منذ"})
_HOURS = frozenset({"ظهر", "الظهر", "غد", "منتصف", "قليل", "ساعات", "ساعه", "يوم", "ايام"})


class Binder(NounBinder):
    """Binds the triggers of one sentence."""

    def bind(self, position: int) -> Binding | None:
        """Return the parties of the trigger at ``position``; None when the text binds none to it."""
        item = self.items[position]
        if item.trigger is None or position in self.covered:
            return None
        bound = None
        if item.trigger.key != "lead":  # who stands beside that one tells, see loose.py
            bound = self.bind_noun(position) if item.trigger.form is Form.NOUN else self._bind_verb(position)
        if bound is None and item.trigger.key in ("invitation", "courtesy"):
            return None  # «دعوة إلى الحوار»: nothing where syntax does not bind them
        return bound or bind_loosely(self, position) or bind_to_topic(self, position)

    def _bind_verb(self, t: int) -> Binding | None:
        trigger = self.items[t].trigger
        if trigger is None:
            return None
        _, end = self.clause(t)
        if trigger.is_pair:
            return self._bind_pair_verb(t, end)
        if trigger.key == "gather":
            return self.gathered(t, end)
        for c in range(t + 1, min(t + SUBJECT_REACH, end)):
            if self._begins_other(t, c):
                break
            if "بين" in trigger.prepositions and self.items[c].words & {"between", "between_him"}:
                return self.between(c)
            if self._is_preposition(trigger, c, end):
                return self._by_preposition(t, c)
            if "agent" in self.items[c].words and (bound := self.with_party(t, c)) is not None:
                return bound
        if trigger.pronoun:
            return self._by_object_pronoun(t, end)
        return self._by_objects(t, end, transitive="" in trigger.prepositions)

    def _begins_other(self, t: int, c: int) -> bool:
        """Whether something else is told from ``c`` on: behind أن, with a verb of its own, or at another time: «يلتقي ترامب بعد اتصال مع بوتين»."""
        other = self.items[c].trigger
        if other is None:
            return "that" in self.items[c].words or self._is_served(t, c)
        tells = not other.definite and other.key not in _MEASURES
        has_party = tells and c + 1 < len(self.items) and "with" in self.items[c + 1].words
        return other.form is not Form.NOUN or has_party or self._is_later(t, c + 1)

    def _is_served(self, t: int, c: int) -> bool:
        """«التقى ويتكوف عمروف لبحث ما نوقش مع بوتين»: a verb that has its object when «مع» comes."""
        trigger = self.items[t].trigger
        if trigger is None or "" not in trigger.prepositions or "with" not in self.items[c].words:
            return False
        between = [u for u in self.units if t < u.first and u.last <= c and self._is_official(u.first)]
        apart = [u for u in between if not u.prefix.startswith("و") and not self._is_locative(u)]
        return len(apart) >= 2 and len(countries_of(tuple(r for u in apart for r in u.refs))) >= 2

    def _is_preposition(self, trigger: Trigger, c: int, end: int) -> bool:
        """Whether the verb's preposition stands at ``c`` with the other party behind it."""
        item, other = self.items[c], self.starts.get(c)
        leads = bool(item.text) and item.text in trigger.prepositions and item.text != "مع"
        if "with" in item.words or (leads and self._is_official(c + 1)):
            return c + 1 < end
        if "with_him" in item.words:
            return trigger.pair_only
        if ("to_him" in item.words and "الي" in trigger.prepositions) or (
            "by_him" in item.words and "ب" in trigger.prepositions
        ):
            return True
        is_party = other is not None and (other.refs[0].kind is not RefKind.COUNTRY or bool(other.refs[0].role))
        return is_party and other is not None and other.clitic.endswith("ب") and "ب" in trigger.prepositions

    def _by_preposition(self, t: int, c: int) -> Binding | None:
        if self.items[c].words & {"with_him", "to_him", "by_him"}:
            return self.with_him(t, c)
        other = self.starts.get(c)
        if other is None or not other.clitic.endswith("ب"):
            return self.with_party(t, c)
        group, last = self._group(other)
        subject = self._subject(t, c, group)
        return Binding(refs=(*subject, *group), pattern="verb_with", last=last) if subject else None

    def _by_object_pronoun(self, t: int, end: int) -> Binding | None:
        """«على أن يستقبله الرئيس فلاديمير بوتين»."""
        if t > 0 and "relative" in self.items[t - 1].words and self._head_of_relative(t) is None:
            return None  # «قمة المناخ التي يستضيفها بايدن»: the pronoun is no person
        group, last = self._next_party(t + 1, GATHERED_REACH, end)
        if not group:
            group, last = self._topic_of(t), t + 1  # «وكان الرئيس مدفيديف قد استقبلها»
        if not group or group[0].kind is RefKind.PAIR:
            return None
        other = self._antecedent(t, group)
        return Binding(refs=(*other, *group), pattern="object_pronoun", last=last) if other else None

    def _topic_of(self, t: int) -> tuple[Ref, ...]:
        """Return the official who begins the clause of the verb at ``t`` and is its subject."""
        first, _ = self.clause(t)
        own = [u for u in self.units if first <= u.first and u.last <= t and not self._is_locative(u)]
        is_subject = len(own) == 1 and own[0].refs[0].kind in (RefKind.PERSON, RefKind.OFFICE)
        return own[0].refs if is_subject and not self.is_mouthpiece(own[0].refs[0]) else ()

    def _is_official_in(self, units: list[Unit]) -> bool:
        return any(u.refs[0].kind in (RefKind.PERSON, RefKind.OFFICE) for u in units)

    def _is_official(self, position: int) -> bool:
        unit = self.starts.get(position)
        return unit is not None and unit.refs[0].kind in (RefKind.PERSON, RefKind.OFFICE)

    def _bind_pair_verb(self, t: int, end: int) -> Binding | None:
        for c in range(t + 1, min(t + SUBJECT_REACH, end)):
            if c > t + 3 and (c in self.covered or self.items[c].trigger is not None or self.items[c].is_punctuation):
                break  # «اجتمعوا خلال الأسبوع الماضي مع ناريشكين»
            if "with" in self.items[c].words or self._leads_to_party(t, c):
                return self.with_party(t, c)
        unit = self.starts.get(t + 1) or (self.starts.get(t + 2) if t + 2 < end and self._is_modifier(t + 1) else None)
        if unit is not None and not self._is_locative(unit):
            group, last = self._group(unit)
            if len(countries_of(group)) >= 2 or group[0].kind is not RefKind.PAIR:
                return Binding(
                    refs=group, pattern="pair_verb", last=last
                )  # one country: the object of a pair named before
            return self._anaphor(t, "pair_verb_anaphor", last=last, role=group[0].role)
        if self._is_apart(t):
            return None
        if (pair := self.by_subject_pair(t)) is not None or self._is_of_many(t):
            return pair
        return self._anaphor(t, "pair_verb_anaphor")

    def _is_of_many(self, t: int) -> bool:
        """«قادة من ثلاثين دولة سيجتمعون»: a plural whose subject stands before it and is nobody in particular."""
        first, _ = self.clause(t)
        return self.items[t].text.endswith(MANY) and t > first + 2

    def _leads_to_party(self, t: int, c: int) -> bool:
        """«حين جلسا إلى روبيو ووالتز»: the preposition of the verb, an official right behind it."""
        trigger = self.items[t].trigger
        is_its_own = trigger is not None and self.items[c].text in trigger.prepositions
        return is_its_own and self._is_official(c + 1)

    def _is_apart(self, t: int) -> bool:
        """«جلسوا على مسافة»: sitting is with each other only where the text says so."""
        trigger = self.items[t].trigger
        return trigger is not None and trigger.key == "sit" and not self.is_together(t)

    def _has_object_of_its_own(self, last: int, group: tuple[Ref, ...]) -> bool:
        """«وفي قاعدة أندروز استقبل بايدن الأميركيين المفرج عنهم»: who is received is of the same country."""
        unit = self.starts.get(last)
        return unit is not None and unit.prefix in ("", "ال") and countries_of(unit.refs) <= countries_of(group)

    def _second_object(self, group: tuple[Ref, ...], last: int, after: list[Unit]) -> Unit | None:
        """Return who follows the first party of a verb as the other one."""
        behind = self._behind_aside(last, group, after)
        second = next((u for u in after if u.first >= last), None)
        if behind is not None or second is None:
            return behind
        if second.prefix.startswith("و") or self._is_talk_between(last, second.first):
            return None
        if self._is_later(last, second.first):
            return None
        is_state = second.refs[0].kind is RefKind.COUNTRY and not second.refs[0].role
        told = self.items[last]  # «التقى بايدن قادة آسيا الوسطى، في خطوة تراقبها موسكو، ولم يعلق بوتين»
        is_told = told.is_word and not (told.keys or told.words or told.cues or told.trigger)
        if (is_state or is_told) and any(i.is_punctuation for i in self.items[last : second.first]):
            return None
        return None if countries_of(self._group(second)[0]) <= countries_of(group) else second

    def _is_later(self, first: int, last: int) -> bool:
        """«زار بلينكن الجزائر بعد زيارة لافروف لها»: what stands behind «بعد» and a noun is of another time; «بعد ظهر اليوم» is an hour."""
        at = next((n for n in range(first, last) if self.items[n].text in _LATER), None)
        return at is not None and at + 1 < last and self.items[at + 1].text not in _HOURS

    def _is_own_subject(self, t: int, unit: Unit) -> bool:
        """«فيما زار بوتين طاجيكستان»: behind a word that turns to somebody else the verb's first name is its subject."""
        first, _ = self.clause(t)
        trigger = self.items[t].trigger
        turns = first >= t - 1 and "turns" in self.items[first].words and "when" not in self.items[first].words
        return unit.first <= t + 2 and (turns or (trigger is not None and trigger.key == "visit"))

    def _behind_aside(self, last: int, group: tuple[Ref, ...], after: list[Unit]) -> Unit | None:
        """«التقى دميترييف، أرفع مسؤول روسي يزور واشنطن، المبعوث ويتكوف»: whom the verb's object is past an aside between commas."""
        if last >= len(self.items) or self.items[last].text != "،":
            return None
        close = next((n for n in range(last + 1, len(self.items)) if self.items[n].text == "،"), None)
        unit = None if close is None else self.starts.get(close + 1)
        if unit is None or unit not in after or unit.prefix.startswith("و"):
            return None
        return None if countries_of(unit.refs) & countries_of(group) else unit

    def _objects(self, t: int, end: int) -> list[Unit]:
        """Return who may be subject or object behind the verb."""
        near = [u for u in self.units if t < u.first < min(end, t + SUBJECT_REACH) and not self._is_locative(u)]
        after = [u for u in near if "possession" not in self.items[u.first - 1].words]  # «لبحث تهديدات بوتين»
        officials = [u for u in after if u.refs[0].kind is not RefKind.COUNTRY or u.refs[0].role]
        trigger = self.items[t].trigger
        if trigger is not None and trigger.key == "visit":
            return officials  # «زار كيري موسكو» is no contact
        if trigger is not None and trigger.key == "summon":
            return after  # «استدعت الخارجية الأميركية السفير الروسي»: the ministry acts
        if self._is_official_in(after[1:]):  # «التقى اليوم في العاصمة باكو رئيس الأركان …»
            return officials or after
        return after

    def _led_to(self, first: int, end: int, others: tuple[Ref, ...]) -> Unit | None:
        """«استُدعي السفير الأميركي إلى وزارة الخارجية الروسية»: who it is that «إلى» leads to, of another country."""
        near = (u for u in self.units if first < u.first < end and self.items[u.first - 1].text == "الي")
        return next((u for u in near if not countries_of(u.refs) & countries_of(others)), None)

    def _by_objects(self, t: int, end: int, *, transitive: bool) -> Binding | None:
        after = self._objects(t, end)
        if not after:
            return None
        group, last = self._group(after[0])
        trigger = self.items[t].trigger
        if len(countries_of(group)) >= 2:
            is_apart = trigger is not None and trigger.key == "sit" and not self.is_together(t)
            is_apart = is_apart or self.speaks_in_it(t) or self.is_among(after[0])
            return None if is_apart else Binding(refs=group, pattern="verb_group", last=last)
        if any(r.kind is RefKind.PAIR for r in group) and after[0].first <= t + 2:
            return self._anaphor(t, "verb_pair", last=last, role=group[0].role)
        if not transitive:
            return None
        if trigger is not None and trigger.key == "summon" and (ministry := self._led_to(last, end, group)):
            return Binding(refs=(*ministry.refs, *group), pattern="subject_verb_object", last=ministry.last)
        subject = next((u for u in self.units if u.last in (t, t - 1) and not self._is_locative(u)), None)
        is_close = subject is not None and (subject.last == t or self.items[t - 1].text == "قد")
        if subject is not None and is_close and not countries_of(subject.refs) & countries_of(group):
            return Binding(refs=(*self._group_ending(subject), *group), pattern="subject_verb_object", last=last)
        second = self._second_object(group, last, after)
        if second is not None:
            more, end_of_more = self._group(second)
            return Binding(refs=(*group, *more), pattern="verb_object", last=end_of_more)
        is_subject = self._is_own_subject(t, after[0]) or self._has_object_of_its_own(last, group)
        before = () if is_subject else self._subject_before(t, group) or self._speaker(t)
        if before and not countries_of(before) & countries_of(group) and after[0].first <= t + 3:
            return Binding(refs=(*before, *group), pattern="subject_verb_object", last=last)
        return None
