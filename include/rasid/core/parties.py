"""Who is a party though he stands elsewhere: subjects, speakers, pronouns and duals."""

from __future__ import annotations

from include.rasid.core.grammar import Form
from include.rasid.core.groups import Binding, Groups, countries_of
from include.rasid.core.lexicon import FormKind
from include.rasid.core.references import Ref, RefKind, Unit

GATHERED_REACH = 9  # items between a verb of gathering and whom it gathers
_THAT_REACH = 9  # items between «إنه» and the verb of its clause
_OPENING = 3  # items before the noun that opens a sentence, or between a comma and who is subject behind it
_TOPIC_ITEMS = 2  # from the beginning of a sentence
MANY = ("وا", "ون")  # endings of plural verbs

_TOGETHER_ITEMS = 10  # «جلس الوزيران جون كيري وسيرغي لافروف مساء أمس في نيويورك ساعتين»
_TABLE_ITEMS = 4  # «إلى طاولة قمة العشرين»
_IN_IT = frozenset({"فيه", "فيها"})
_ASIDE = frozenset({"قد", "لقد", "سوف"})  # between a subject and its verb
_DONE = frozenset({"held", "light"})  # cues of verbs such as أجرى and عقد


class Parties(Groups):
    """Finds the parties of one sentence that a trigger does not have beside it."""

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
                return (ref,) if not self.is_mouthpiece(ref) or self._speaks_of_himself(ref) else ()
        return ()

    def _speaks_of_himself(self, ref: Ref) -> bool:
        """«أعلن أوشاكوف أنه تحدث مع ويتكوف»: an aide, where no other official of his state was named who may be meant."""
        told = [*self.before, *self.reading.subjects[-2:], *(r for u in self.units for r in u.refs)]
        others = any(r.kind in (RefKind.PERSON, RefKind.OFFICE) and r.country == ref.country and r != ref for r in told)
        return not others and not self._is_spokesperson(ref)

    def _subject(self, t: int, c: int, others: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """Return who meets ``others``: between trigger and connector, else before the trigger, else the last one named."""
        theirs = countries_of(others)
        speaker = self._speaker(t)
        if speaker and not countries_of(speaker) & theirs:
            return speaker
        first, _ = self.clause(t)
        if self.items[t].text.endswith(MANY) and not any(first <= u.first < c for u in self.units):
            return ()  # «كان الأوروبيون قد تشاوروا مع ترامب»: many, and nobody named
        for unit in self.units:
            if t < unit.first < c and not self._is_locative(unit):
                group, _ = self._group(unit)
                return () if countries_of(group) <= theirs else group
        before = self._doer_of_relative(t, c, theirs) or self._subject_before(t, others)
        if before:
            return before
        for ref in reversed([*self.before, *self.reading.subjects[-2:]]):
            if ref.country not in theirs and ref.kind is not RefKind.COUNTRY and not self.is_mouthpiece(ref):
                return (ref,) if self._may_continue() else ()
        return self._aide_himself(t, theirs)

    def _aide_himself(self, t: int, theirs: set[str]) -> tuple[Ref, ...]:
        """«قال سوركوف إن لقاءه مع فولكر كان بناء»: an aide, who mostly speaks of others, of himself."""
        trigger = self.items[t].trigger
        before = [u.refs[0] for u in self.units if u.last <= t and u.refs[0].kind is RefKind.PERSON]
        if trigger is None or trigger.pronoun not in ("ه", "ها") or len(before) != 1 or before[0].country in theirs:
            return ()
        return () if self._is_spokesperson(before[0]) else (before[0],)

    def _is_spokesperson(self, ref: Ref) -> bool:
        held = self.reading.lexicon.people[ref.key].offices_on(self.reading.day)
        return any(o.role.startswith("spokesperson") for o in held)

    def _named_later(self, t: int, last: int, others: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """«بعد لقائه سيرغي لافروف في مانيلا، قال ريكس تيلرسون»: whom the noun's pronoun means begins the main clause."""
        trigger = self.items[t].trigger
        opens = t <= _OPENING or self.items[t - 1].cues & {"after"} or self.items[t - 1].words & {"edge"}
        if trigger is None or not (trigger.pronoun or trigger.form is Form.NOUN) or not opens:
            return ()
        comma = next((n for n in range(last, len(self.items)) if self.items[n].text in "،,"), len(self.items))
        unit = next((u for u in self.units if u.first > comma and not self._is_locative(u)), None)
        if unit is None or unit.first > comma + _OPENING or countries_of(unit.refs) & countries_of(others):
            return ()
        is_official = unit.refs[0].kind in (RefKind.PERSON, RefKind.OFFICE)
        return unit.refs[:1] if is_official and not self.is_mouthpiece(unit.refs[0]) else ()

    def _doer_of_relative(self, t: int, c: int, theirs: set[str]) -> tuple[Ref, ...]:
        """«هاتف بوتين شي ومودي، وأطلعهما على المحادثة التي أجراها مع ويتكوف»: who is subject of the sentence, no one in between."""
        if not any("relative" in i.words for i in self.items[t + 1 : c]):
            return ()
        first, _ = self.clause(t)
        own = [u for u in self.units if first <= u.first and u.last <= t and not self._is_locative(u)]
        sides = {self.reading.side_of(Ref(RefKind.COUNTRY, c)) for c in theirs} - {0}
        for unit in own:
            ref = unit.refs[0]
            is_official = ref.kind in (RefKind.PERSON, RefKind.OFFICE) and not self.is_mouthpiece(ref)
            if is_official and self.reading.side_of(ref) and self.reading.side_of(ref) not in sides:
                return (ref,)
        return ()

    def _antecedent(self, t: int, others: tuple[Ref, ...], *, subject_first: bool = False) -> tuple[Ref, ...]:
        """Return whom a pronoun at ``t`` means beside ``others``: who was named before it, else the subject before.

        ``subject_first``: rather the first one of the sentence, its subject, than the last.
        """
        theirs = countries_of(others)
        here = [u for u in self.units if u.last <= t]
        head = self._head_of_relative(t)
        if head is not None:  # «نظيره وانغ يي، الذي من المنتظر أن يلتقيه روبيو»
            return () if countries_of(head.refs) & theirs else head.refs[-1:]
        if not subject_first:
            here.reverse()
        subjects = [r for u in here if not self._is_oblique(u) for r in u.refs]
        beside = [r for u in here for r in u.refs]
        acting = {u.refs[0] for u in here if self.is_mouthpiece(u.refs[0]) and self._acts(u, t)}
        for ref in [*subjects, *reversed(self.reading.subjects[-1:]), *beside, *reversed(self.before)]:
            is_official = ref.kind in (RefKind.PERSON, RefKind.OFFICE) and ref.country not in theirs
            if is_official and (ref in acting or not self.is_mouthpiece(ref)):
                return (ref,)
        return ()

    def _head_of_relative(self, t: int) -> Unit | None:
        """Return the official right before «الذي» in whose clause the pronoun at ``t`` stands."""
        first = max(self.clause(t)[0], t - _THAT_REACH)
        at = next((n for n in range(t - 1, first, -1) if "relative" in self.items[n].words), None)
        if at is None or any(at < u.first < t for u in self.units):
            return None
        unit = next((u for u in self.units if u.last in (at, at - 1)), None)
        if unit is None or unit.refs[-1].kind not in (RefKind.PERSON, RefKind.OFFICE):
            return None
        return unit if all(i.text == "،" for i in self.items[unit.last : at]) else None

    def _is_object(self, unit: Unit) -> bool:
        """Whether ب, or another official right before him, makes the official an object: of two the other one acts."""
        if unit.refs[0].kind is RefKind.COUNTRY:
            return False
        verb = self.items[unit.first - 1].trigger if unit.first else None
        at = unit.first - (verb is not None and verb.form is not Form.NOUN)
        if (
            at < unit.first
        ):  # «نتنياهو يلتقي ترامب», «كان شي قد التقى بايدن», «قال فيدان إنه سيلتقي روبيو»; «استقبل بوتين ترامب»
            while at and (self.items[at - 1].text in _ASIDE or "that" in self.items[at - 1].words):
                at -= 1
        beside = next((u for u in self.units if u.last == at), None)
        is_second = beside is not None and beside.refs[0].kind in (RefKind.PERSON, RefKind.OFFICE) and not unit.prefix
        return unit.clitic.endswith("ب") or is_second

    def speaks_in_it(self, t: int) -> bool:
        """«اجتماع تحدث فيه لافروف وبلينكن»: to all who were there."""
        trigger, after = self.items[t].trigger, self.items[t + 1] if t + 1 < len(self.items) else None
        return trigger is not None and trigger.key == "talk" and after is not None and after.text in _IN_IT

    def is_together(self, t: int) -> bool:
        """Whether the words behind a verb or noun of sitting say that it is with each other."""
        told = (n for n in range(t + 1, min(t + _TOGETHER_ITEMS, len(self.items))) if "together" in self.items[n].words)
        at = next(told, None)
        if at is not None:  # «إلى طاولة قمة العشرين»: the table of many
            behind = self.items[at : at + _TABLE_ITEMS]
            return not any(i.has(FormKind.BODY) or (i.trigger and i.trigger.key == "summit") for i in behind)
        after = self.items[t + 1] if t + 1 < len(self.items) else None  # «الجلوس إلى لافروف», «الجلوس بين ترامب وبوتين»
        to_somebody = after is not None and after.text == "الي" and bool(self._group_near(t + 2)[0])
        return to_somebody or (after is not None and "between" in after.words)

    def is_known_behind(self, c: int) -> bool:
        """Whether the preposition at ``c`` leads to somebody who is known."""
        return bool(self._group_near(c + 1)[0])

    def is_among(self, unit: Unit) -> bool:
        """«وزراء خارجية العشرين، ومنهم لافروف وبلينكن»: two of many."""
        first = self._head_of(unit).first
        return first > 0 and "among" in self.items[first - 1].words

    def _head_of(self, unit: Unit) -> Unit:
        """Return the first of those with whom the unit is joined."""
        return next((u for u in self.units if u.first <= unit.first and unit.last <= self._group(u)[1]), unit)

    def _is_with(self, unit: Unit, t: int) -> bool:
        """Whether «مع» makes somebody else the one who acts: «أجرى وانغ يي محادثات مع لافروف بعد لقاء مع سوليفان»."""
        is_head = any("relative" in i.words for i in self.items[unit.last : t])  # «مع ميركل التي تحدثت مع بوتين»
        first = self._head_of(unit).first
        return first > 0 and "with" in self.items[first - 1].words and not is_head

    def _is_oblique(self, unit: Unit) -> bool:
        """Whether the unit stands behind a preposition: who is spoken of, rather than who acts."""
        head = self._head_of(unit)
        before = self.items[head.first - 1].words if head.first else frozenset()
        return self._is_locative(head) or head.clitic.endswith("ب") or bool(before & {"with", "margin", "agent"})

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
            u for u in self.units if u.last <= first and (u.refs[0].kind is not RefKind.COUNTRY or u.refs[0].role)
        ]  # the subject first
        if "where" in self.items[first].words:
            earlier.reverse()  # «زيارة تيلرسون إلى موسكو حيث أجرى محادثات»: who went there
        nearest = sorted(
            own, key=lambda u: (self._is_object(u) or self._is_with(u, t), -u.last)
        )  # «اتصال ماكرون ببوتين لإطلاعه على محادثاته مع ترامب»
        for units in (nearest, earlier):
            for unit in units:
                if self._is_locative(unit) or unit.refs[0].kind is RefKind.PAIR:
                    continue
                if self.is_mouthpiece(unit.refs[0]) and not self._acts(unit, t):
                    continue
                if self._is_third_state(unit) and any(u.refs[0].kind is RefKind.PERSON for u in units):
                    continue  # «طارت نولاند إلى منطقة بين بولندا وليتوانيا للكلام مع سوركوف»
                group = self._group_ending(unit)
                if countries_of(group) <= theirs:
                    continue
                return (
                    group
                    if len(group) == 1 or not theirs & countries_of(group)
                    else tuple(r for r in group if r.country not in theirs)
                )
        return ()

    def _acts(self, unit: Unit, t: int) -> bool:
        """«أجرى أوشاكوف اتصالا», «أوشاكوف، مساعد الرئيس، أجرى اتصالا»: an aide who is the subject of the verb before ``t`` speaks for himself."""
        before, behind = self.items[unit.first - 1] if unit.first else None, self.items[unit.last]
        if (before is not None and "speech" in before.cues) or self._is_spokesperson(unit.refs[0]):
            return False
        if before is not None and before.cues & _DONE:
            return True
        between = self.items[unit.last : t]
        return (behind.text in "،," or bool(behind.cues & _DONE)) and any(i.cues & _DONE for i in between)

    def _is_third_state(self, unit: Unit) -> bool:
        ref = unit.refs[0]
        return (
            self.reading.sides is not None
            and ref.kind is RefKind.COUNTRY
            and not ref.role
            and not self.reading.side_of(ref)
        )

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
            behind = [r for u in self.units if u.first > at for r in u.refs if not self.is_mouthpiece(r)]
            pair = self.reading.meant_by_pair(role, behind[::-1])
        return Binding(refs=pair, pattern=pattern, last=last or at + 1) if pair else None

    def with_him(self, t: int, c: int) -> Binding | None:
        """«وتجول معه دميترييف»: the pronoun means somebody named before."""
        group, last = self._next_party(t + 1, GATHERED_REACH, len(self.items))
        group = group or self._subject_before(t, ()) or self._topic_before(t)
        other = self._antecedent(t, group)
        return Binding(refs=(*other, *group), pattern="with_him", last=max(last, c + 1)) if group and other else None

    def _topic_before(self, t: int) -> tuple[Ref, ...]:
        """«أما لافروف فقد جلس إليه»: who stands right before the verb."""
        unit = next((u for u in reversed(self.units) if u.last <= t and not self._is_locative(u)), None)
        return unit.refs if unit is not None and unit.refs[0].kind is not RefKind.PAIR else ()

    def is_beside(self, unit: Unit) -> bool:
        """Whether the unit is no party: behind a preposition, or one who speaks for others."""
        return self._is_locative(unit) or self.is_mouthpiece(unit.refs[0])

    def _is_between(self, first: int, last: int, cue: str) -> bool:
        return any(cue in i.cues for i in self.items[max(first, 0) : last])

    def _is_talk_between(self, first: int, last: int) -> bool:
        return any(i.trigger is not None or "speech" in i.cues for i in self.items[first:last])
