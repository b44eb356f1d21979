"""Letters, invitations and visits of courtesy: who sends them, and to whom, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.groups import Binding, countries_of
from include.rasid.core.parties import Parties
from include.rasid.core.references import Ref, RefKind

if TYPE_CHECKING:
    from include.rasid.core.references import Unit

_INVITED_ITEMS = 16  # «دعوة إلى نظيره الأميركي … لزيارة»
_OBJECT_ITEMS = 4  # between the noun and whom it is with: «للقاء، اليوم، بوتين»
_SENDING_ITEMS = 10  # between a letter and the verb that sends it
_TO, _FROM = "الي", "من"
OFFICIALS = (RefKind.PERSON, RefKind.OFFICE)


class Missives(Parties):
    """Binds the nouns of one sentence that one side addresses to the other."""

    def by_sending(self, t: int) -> Binding | None:
        """«وجه بوتين إلى ترامب برقية», «تلقى بايدن من بوتين رسالة»: who sends and who gets a letter, in any order."""
        trigger = self.items[t].trigger
        if trigger is None or trigger.key != "message":
            return None
        if (bound := self._from_to(t)) is not None:
            return bound
        first, end = self.clause(t)
        low, high = max(first, t - _SENDING_ITEMS), min(end, t + _SENDING_ITEMS)
        if any("congratulates" in i.words for i in self.items[low:high]):
            return self._congratulated(low, high)
        if not any("sending" in i.cues for i in self.items[low:high]):
            return None
        near = [u for u in self.units if low <= u.first < high and u.refs[0].kind in OFFICIALS]
        other = next((u for u in near if self._is_addressed(u)), None)
        if other is None:
            return None
        group, last = self._group(other)
        subject = self._actor(t, group, but=other) or self._actor(high, group, but=other)
        return Binding(refs=(*subject, *group), pattern="sent", last=max(last, t + 1)) if subject else None

    def _congratulated(self, low: int, high: int) -> Binding | None:
        """«هنأ بوتين بايدن في برقية»: of the first two officials one wishes the other well."""
        near = [u for u in self.units if low <= u.first < high and u.refs[0].kind in OFFICIALS]
        two = [u for u in near if not self.is_beside(u)][:2]
        refs = tuple(r for u in two for r in u.refs)
        return Binding(refs=refs, pattern="sent", last=two[-1].last) if len(countries_of(refs)) == 2 else None

    def by_invitation(self, t: int) -> Binding | None:
        """«وجه مدفيديف دعوة إلى أوباما لزيارة موسكو», «قبل بوتين دعوة ترامب لزيارة واشنطن»: who invites whom to come."""
        end = min(self.clause(t)[1], t + _INVITED_ITEMS)
        coming = next((n for n in range(t + 1, end) if "coming" in self.items[n].words), None)
        if coming is None or self._is_told_apart(t, coming):
            return None
        if (bound := self._from_to(t)) is not None:
            return bound
        near = [u for u in self.units if t < u.first < end and u.refs[0].kind in OFFICIALS]
        one = next((u for u in near if self._is_addressed(u) or u.first == t + 1), None)
        if one is None:
            return None
        group, last = self._group(one)
        more = next((u for u in near if one.first == t + 1 and u.first >= last and self._is_addressed(u)), None)
        if more is not None and not countries_of(more.refs) & countries_of(group):
            return Binding(refs=(*group, *more.refs), pattern="invited", last=more.last)  # «دعوة بوتين إلى ترامب»
        subject = self._actor(t, group, but=one)
        said = any("that" in i.words for i in self.items[max(0, t - _OBJECT_ITEMS) : t])
        return Binding(refs=(*subject, *group), pattern="invited", last=last) if subject and not said else None

    def _is_told_apart(self, t: int, coming: int) -> bool:
        """«لم يشر إلى دعوة نظيره إلى قمة المناخ التي يستضيفها بايدن بحضور …»: what is for something else."""
        between = self.items[t + 2 : coming]
        return any("relative" in i.words and not i.words & {"sending"} for i in between if i.trigger is None)

    def by_courtesy(self, t: int) -> Binding | None:
        """«أدى ماكفول زيارة مجاملة لريابكوف»: the visit is to an official."""
        near = self.items[t + 1 : t + 1 + _OBJECT_ITEMS]
        unit = next((u for n in range(t + 1, t + 1 + len(near)) if (u := self.starts.get(n)) is not None), None)
        if t == 0 or "coming" not in self.items[t - 1].words or unit is None or not self._is_addressed(unit):
            return None
        group, last = self._group(unit)
        subject = self._actor(t, group, but=unit)
        return Binding(refs=(*subject, *group), pattern="object", last=last) if subject else None

    def _from_to(self, t: int) -> Binding | None:
        """«رسالة خطية من أوباما إلى بوتين», «برقية من بوتين لترامب»: both stand behind the letter."""
        after = [u for u in self.units if t < u.first <= t + _SENDING_ITEMS and u.refs[0].kind in OFFICIALS]
        sender = next((u for u in after if self.items[u.first - 1].text == _FROM), None)
        if sender is None:
            return None
        to = next((u for u in after if u.first >= sender.last and self._is_addressed(u)), None)
        if to is None or to.first - sender.last > _OBJECT_ITEMS or countries_of(to.refs) & countries_of(sender.refs):
            return None
        return Binding(refs=(*sender.refs, *to.refs), pattern="sent", last=to.last)

    def _is_addressed(self, unit: Unit) -> bool:
        before = self.items[unit.first - 1] if unit.first else None
        is_to = before is not None and before.text in (_TO, _FROM)
        return is_to or unit.prefix in ("ل", "ول")

    def _actor(self, t: int, others: tuple[Ref, ...], but: Unit | None = None) -> tuple[Ref, ...]:
        """Return the official nearest before ``t`` who is of another country than ``others``, else the subject carried on."""
        theirs = countries_of(others)
        for unit in reversed([u for u in self.units if u.last <= t and u is not but]):
            if unit.refs[0].kind not in OFFICIALS or self._is_locative(unit) or self._is_with(unit, t):
                continue
            if self.is_mouthpiece(unit.refs[0]) and not self._acts(unit, t):
                continue
            group = self._group_ending(unit)
            return () if countries_of(group) & theirs else group
        return self._subject(t, t, others) if but is None else ()
