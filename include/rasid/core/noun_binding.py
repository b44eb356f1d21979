"""Who takes part in what a noun tells: لقاء, محادثات, مكالمة."""

from __future__ import annotations

from include.rasid.core.grammar import MANNERS, Form
from include.rasid.core.groups import DASHES, Binding, countries_of
from include.rasid.core.lexicon import FormKind
from include.rasid.core.noun_frames import NounFrames
from include.rasid.core.parties import GATHERED_REACH
from include.rasid.core.references import Ref, RefKind, Unit

_CONNECTOR_REACH = 14  # items between a trigger and its بين or مع
_ONLY_WITH = frozenset({"hours", "line", "another", "appointment"})  # keys of nouns that are a contact only with «مع»
_BEFORE_IT = frozenset({"قبل", "قبيل"})
_POSSESSOR_REACH = 8  # «جلوسه أمس الأحد 6 أوت إلى كاتب الدولة»
SUBJECT_REACH = 14  # items between a subject and the noun that its verb governs


class NounBinder(NounFrames):
    """Binds the nouns of one sentence."""

    def bind_noun(self, t: int) -> Binding | None:
        """Return the parties of the noun at ``t``; None when the text binds none to it."""
        trigger = self.items[t].trigger
        if trigger is None or self._is_barred(t, trigger.key):
            return None
        if trigger.key in _ONLY_WITH:
            return self._by_near_with(t)
        _, end = self.clause(t)
        if trigger.key == "see":
            bound = self._by_connector(t, end)  # «أول مقابلة بينهما»; مقابلة alone is an interview
            sides = {self.reading.side_of(r) for r in bound.refs} if bound is not None else set()
            return bound if {1, 2} <= sides else self.by_verbal_noun(t)
        if trigger.key in ("invitation", "courtesy"):
            return self.by_invitation(t) if trigger.key == "invitation" else self.by_courtesy(t)
        return (
            self.by_attendance(t)
            or self._with_heads(t, self._by_connector(t, end))
            or self._by_possessor(t, end)
            or self._with_heads(t, self._by_adjectives(t))
            or self.by_connector_before(t)
            or self.by_gathering_before(t, end)
            or self.by_heads(t)
            or self.by_verbal_noun(t)
            or self.by_sending(t)
            or self.by_venue(t)
            or self._by_those_before(t, trigger.pronoun)
        )

    def _with_heads(self, t: int, bound: Binding | None) -> Binding | None:
        """«محادثات بين واشنطن وموسكو بمشاركة روبيو ولافروف»: who leads them says more than the states."""
        is_of_states = bound is not None and all(r.kind is RefKind.COUNTRY for r in bound.refs)
        return (self.by_heads(t) if is_of_states else None) or bound

    def _is_barred(self, t: int, key: str) -> bool:
        """Whether the noun is no contact of its own where it stands."""
        before = self.items[t - 1].words if t else frozenset()
        if key in MANNERS or (key == "sitting" and not self.is_together(t)):
            return True
        if key == "line" and "governing" not in before:
            return True  # «على الخط»
        if key == "another" and not self._goes_on(t):
            return True
        # the gathering on whose margins something else happens, «قنوات الاتصال», «قمة العشرين»
        return bool(before & {"margin", "channel"}) or self.is_forum(t)

    def _goes_on(self, t: int) -> bool:
        """«لقاء مع بوتين وآخر مع لافروف»: a second contact of the kind told right before."""
        told = any(i.trigger is not None and i.trigger.form is Form.NOUN for i in self.items[:t])
        return told and self.items[t].prefix.startswith("و")

    def _by_near_with(self, t: int) -> Binding | None:
        """«أربع ساعات مع كاراسين», «على الخط مع لافروف»."""
        c = next((n for n in range(t + 1, min(t + 4, len(self.items))) if "with" in self.items[n].words), None)
        trigger = self.items[t].trigger
        of_duration = trigger is not None and trigger.key == "hours"
        is_measure = of_duration and any(
            i.trigger for i in self.items[max(0, t - GATHERED_REACH) : t]
        )  # of what a verb tells
        if c is None or is_measure:
            return None
        return self._another(t, c) if trigger is not None and trigger.key == "another" else self.with_party(t, c)

    def _another(self, t: int, c: int) -> Binding | None:
        """«عقد جايشانكر لقاء مع بلينكن، وآخر مع لافروف»: the subject is that of the first."""
        first, _ = self.clause(t)
        told = next((n for n in range(first, t) if self.items[n].trigger is not None), first)
        subject = next((u for u in self.units if first <= u.first < told and not self._is_locative(u)), None)
        others, last = self._group_near(c + 1)
        if subject is None or not others or countries_of(subject.refs) & countries_of(others):
            return None
        return Binding(refs=(*subject.refs, *others), pattern="with", last=last)

    def _by_those_before(self, t: int, pronoun: str) -> Binding | None:
        """Return two who are named before the noun: by a dual or its pronoun, as subject, or as who speaks to whom."""
        if pronoun in ("هما", "هم"):
            return self._anaphor(t, "pronoun") or self._by_delegations(t)
        if pronoun:
            return self.by_speech_during(t)
        return self.by_subject_pair(t) or self._by_dual_verb(t) or self.by_speech_during(t)

    def _by_delegations(self, t: int) -> Binding | None:
        """«يواصل الوفدان الروسي والأميركي محادثاتهما»."""
        first, _ = self.clause(t)
        own = (u for u in reversed(self.units) if first <= u.first and u.last <= t)
        unit = next((u for u in own if len(countries_of(u.refs)) == 2 and u.refs[0].role == "delegation"), None)
        return Binding(refs=unit.refs, pattern="pronoun", last=t + 1) if unit is not None else None

    def _by_connector(self, t: int, end: int) -> Binding | None:
        for c in range(t + 1, min(t + _CONNECTOR_REACH, end)):
            item = self.items[c]
            planned = {cue for i in self.items[c - 2 : c] for cue in i.cues} & {"future", "past_expectation"}
            if "that" in item.words and not planned:
                return None  # «المشاورات التي كان مقررا أن يجريها ريابكوف مع شانون» goes on
            if self._is_of_another(t, c):
                return None
            if "pair" in item.words and item.text.endswith("بينهما"):
                return self._anaphor(c, "between_them")
            if "between_him" in item.words:
                return self.between(c)
            if "between" in item.words:
                return None if self.items[c - 1].words & {"relation"} else self.between(c)
            if "with" in item.words:
                return self.with_party(t, c)
            if "with_him" in item.words and c <= t + 3:
                return self.with_him(t, c)
            if "gathering" in item.cues:
                return self.gathered(c, end)
        return None

    def _is_of_another(self, t: int, c: int) -> bool:
        """Whether what follows the noun at ``c`` is its own: «اجتماعا للتحضير للقمة بين بوتين وترامب», not «لقاء قمة بين»."""
        item = self.items[c]
        if item.trigger is None or item.trigger.form is not Form.NOUN:
            return False
        return c > t + 2 or self._is_weak(t) or item.prefix.endswith("ل")

    def _is_weak(self, t: int) -> bool:
        trigger = self.items[t].trigger
        return trigger is not None and trigger.weak

    def between(self, c: int) -> Binding | None:
        """Return whom the بين at ``c`` stands between; None: the text does not name two."""
        if "between_him" in self.items[c].words:
            return self._between_him(c)
        group, last = self._group_near(c + 1)
        if not group:
            return None
        refs = list(group)
        while last < len(self.items) and "between" in self.items[last].words:
            more, last = self._group_near(last + 1)
            refs.extend(more)
        if len(refs) == 1 and refs[0].kind is RefKind.PAIR:
            return self._anaphor(c, "between_them", last=last, role=refs[0].role)
        if len(countries_of(tuple(refs))) == 1:
            more, end = self.second_of_between(tuple(refs), last)
            if more:
                return Binding(refs=(*refs, *more), pattern="between_far", last=end)
        return Binding(refs=tuple(refs), pattern="between", last=last)

    def _is_dative(self, position: int) -> bool:
        """«مع جدل أثاره منشور للرئيس ترامب»: a name behind ل hangs on the noun before it."""
        unit = next((u for u in self.units if u.first >= position), None)
        return unit is not None and unit.prefix.removesuffix("ال").endswith("ل")

    def _between_him(self, c: int) -> Binding | None:
        """«ما دار بينه وبين ريابكوف»."""
        at = c + 1
        if at < len(self.items) and "between" in self.items[at].words:
            at += 1
        group, last = self._group_near(at)
        other = self._antecedent(c, group, subject_first=True) if group else ()
        return Binding(refs=(*other, *group), pattern="between_him", last=last) if other else None

    def with_party(self, t: int, c: int) -> Binding | None:
        """Return whom the preposition at ``c`` leads to, with the subject of the trigger at ``t``; None: one is not named."""
        others, last = self._group_near(c + 1)
        if not others or self._is_dative(c + 1):
            return None
        if any(r.kind is RefKind.PAIR for r in others):
            return None
        subject = self._subject(t, c, others) or self._named_later(t, last, others)
        return Binding(refs=(*subject, *others), pattern="with", last=last) if subject else None

    def _by_possessor(self, t: int, end: int) -> Binding | None:
        """«لقاء بلينكن ولافروف», «لقائه بلافروف», «لقاء بوتين بترامب», «اتصالا من نظيره»."""
        position = t + 1
        trigger = self.items[t].trigger
        reach = _POSSESSOR_REACH if trigger is not None and trigger.pronoun else 4
        while position < min(end, t + reach) and (
            self._is_modifier(position) or self.items[position].text in ("من", "الي") or self._tells_manner(position)
        ):
            position += 1
        unit = self.starts.get(position) or self._met_there(t, position, end)
        if unit is None:
            return None
        position = unit.first
        lead = self.items[position - 1].text if position > t + 1 else ""
        group, last = self._group(unit)
        if trigger is not None and (trigger.pronoun or unit.clitic.endswith("ب") or lead in ("من", "الي")):
            if trigger.pronoun in ("هما", "هم") or self._is_locative(unit, allow_lead=True):
                return None
            subject = self._subject(t, t, group) or self._named_later(t, last, group)
            return Binding(refs=(*subject, *group), pattern="object", last=last) if subject else None
        if trigger is not None and trigger.definite:
            return None
        after = self.starts.get(last)
        if len(countries_of(group)) == 1 and after is not None and after.clitic.endswith("ب"):
            more, last = self._group(after)
            group = (*group, *more)
        if len(countries_of(group)) >= 2:
            return Binding(refs=group, pattern="possessor", last=last)
        if len(group) == 1 and group[0].kind is RefKind.PAIR:
            return self._anaphor(t, "possessor_pair", last=last, role=group[0].role)
        return None

    def _tells_manner(self, position: int) -> bool:
        """«اتصالا هاتفيا ببوتين»."""
        trigger = self.items[position].trigger
        return trigger is not None and trigger.key in MANNERS

    def _met_there(self, t: int, position: int, end: int) -> Unit | None:
        """«اجتماعه في موسكو بقسطنطين كوساتشوف»: whom ب leads to, past the place."""
        trigger = self.items[t].trigger
        if trigger is None or not trigger.pronoun or position >= end or "locatives" not in self.items[position].words:
            return None
        after = (u for u in self.units if position < u.first < min(end, t + _POSSESSOR_REACH))
        return next((u for u in after if u.clitic.endswith("ب") and u.refs[0].kind is not RefKind.COUNTRY), None)

    def _by_adjectives(self, t: int) -> Binding | None:
        """«محادثات أميركية روسية», «القمة الروسية-الأميركية»."""
        countries: list[str] = []
        position = t + 1
        while position < min(t + 7, len(self.items)):
            item = self.items[position]
            if item.has(FormKind.ADJECTIVE) and position not in self.covered:
                countries.append(item.keys[FormKind.ADJECTIVE][0])
            elif not (self._is_modifier(position) or item.text in DASHES):
                break
            position += 1
        distinct = list(dict.fromkeys(countries))
        if len(distinct) < 2:
            return None
        refs = tuple(Ref(kind=RefKind.COUNTRY, country=c) for c in distinct)
        return Binding(refs=refs, pattern="adjectives", last=position)

    def by_subject_pair(self, t: int) -> Binding | None:
        """«روسيا والولايات المتحدة ستجريان جولة محادثات»: the subject is both sides."""
        first, _ = self.clause(t)
        if any("relative" in i.words for i in self.items[max(first, t - 2) : t]) or self._comes_after(first, t):
            return None  # «الحوار الذي أقرته قمة حزيران»
        for unit in reversed(self.units):
            if unit.last <= t and unit.first >= max(first, t - SUBJECT_REACH) and not self._is_locative(unit):
                group = self._group_ending(unit)
                if self._is_told_of(unit):
                    return None
                if self._is_obliged(unit):
                    return None
                if self._is_between(t - SUBJECT_REACH, t, "attendance"):
                    return None
                trigger = self.items[t].trigger
                of_leaders = trigger is not None and trigger.key == "summit" and group[0].kind is not RefKind.PAIR
                if of_leaders and not any(self.reading.leads_a_state(r) or r.kind is RefKind.COUNTRY for r in group):
                    return None  # «بحث الوزيران لافروف وروبيو التحضير لقمة»
                if len(countries_of(group)) >= 2 and not self._is_between(unit.last, t, "speech"):
                    return Binding(refs=group, pattern="subject_pair", last=t + 1)
                if any(r.kind is RefKind.PAIR for r in group):
                    return self._anaphor(unit.first, "subject_anaphor", last=t + 1, role=group[0].role)
                return None
        return None

    def _comes_after(self, first: int, t: int) -> bool:
        """«تصافح لافروف وبلينكن قبل بدء الاجتماع»: what they do comes before a gathering that is named for its time alone."""
        before = any(i.text in _BEFORE_IT for i in self.items[max(first, t - 2) : t])
        return before and any(i.trigger is not None and i.trigger.form is not Form.NOUN for i in self.items[first:t])

    def _by_dual_verb(self, t: int) -> Binding | None:
        """«مكالمة اتفقا فيها على عقد محادثات»: the verb is that of two named before."""
        first, _ = self.clause(t)
        at = next((n for n in range(t - 1, max(first, t - GATHERED_REACH) - 1, -1) if self._is_dual_verb(n)), None)
        if at is None or any(at < u.first < t and not self._is_locative(u) for u in self.units):
            return None
        return self._anaphor(at, "subject_anaphor", last=t + 1)

    def _is_dual_verb(self, position: int) -> bool:
        return "dual_verbs" in self.items[position].words

    def _is_told_of(self, unit: Unit) -> bool:
        """«بعد قمة بايدن وبوتين عادت المدينة لتستضيف محادثات»: who is the parties of another noun before it is no subject."""
        head = next(u for u in self.units if u.first <= unit.first and set(unit.refs) <= set(self._group(u)[0]))
        before = self.items[head.first - 1] if head.first else None
        return (
            before is not None and before.trigger is not None and before.trigger.form is Form.NOUN and not head.prefix
        )

    def _is_obliged(self, unit: Unit) -> bool:
        """«على بايدن وبوتين أن يلتقيا»: what they ought to do."""
        head = next(u for u in self.units if u.first <= unit.first and set(unit.refs) <= set(self._group(u)[0]))
        return head.first > 0 and "obliged" in self.items[head.first - 1].words
