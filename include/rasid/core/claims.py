"""What a bound trigger claims: status, date, parties, level, mode, place, and the named features of the reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.assertion import read_mode, read_setting, read_status
from include.rasid.core.clause import Clause
from include.rasid.core.confidence import probability
from include.rasid.core.contact_day import day_of, later_week, with_surface
from include.rasid.core.dating import ahead_near
from include.rasid.core.places import place_near
from include.rasid.core.references import Ref, RefKind
from include.rasid.core.sides import held_by, others, sides_of, sides_of_old
from include.rasid.model import CONTEXT_DAY, ContactMention, Mode, Part, Role, Scope, Setting, Status, When

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from include.rasid.core.binding import Binder
    from include.rasid.core.clause import Assertion
    from include.rasid.core.fold import Folded
    from include.rasid.core.grammar import Grammar, Trigger
    from include.rasid.core.groups import Binding
    from include.rasid.core.items import Item
    from include.rasid.core.lexicon import Lexicon
    from include.rasid.core.passages import Dated, Sentence
    from include.rasid.core.watch import Watch
    from include.rasid.model import Article

FRESH = timedelta(days=3)  # gold/GUIDE.md: new is held within the 3 days up to publication, or still to come
_SENDING_ITEMS = 10  # «بعث، في 19 تموز الماضي، برسالة»
_MEASURE_ITEMS = 7  # «بعد ستة أسابيع على»
_AHEAD = frozenset({"task", "invitation", "accepted"})  # reasons for which a day gone by is not the contact's
_COUNTED = timedelta(days=10)
_ASKS = "؟"  # «قمة افتراضية قبل نهاية العام؟»: who asks asserts nothing
_AGO = "قبل"
_MEASURED_BY = frozenset({"علي", "من", "عن"})
_OFF = (Status.CANCELLED, Status.POSTPONED)
_TOLD = frozenset({"held_cue", "held_relative"})  # «انتهت في روما مشاورات …»
_REMOTE = (Mode.PHONE, Mode.VIDEO)  # whoever calls is in two places
_HAPPENED = (Status.HELD, Status.NOT_HELD, Status.CANCELLED, Status.POSTPONED)
_FAR_ITEMS = 12  # between a trigger and the last of its parties
_LEAD_CHARS = 600  # the first two or three sentences of a news text; read off the development articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """The article that claims, and what its words are read with."""

    article: Article
    folded: Folded
    lexicon: Lexicon
    grammar: Grammar
    watch: Watch
    weights: Mapping[str, float]
    find_dates: Callable[[str, date], Sequence[Dated]]

    @property
    def published(self) -> date:
        """Day of publication, UTC."""
        return self.article.published_at.date()

    def words(self, part: Part) -> Callable[[int, int], str]:
        """Return what reads the stored text of a part at offsets of the folded one."""

        def read(start: int, end: int) -> str:
            span = self.folded.span(start, end)
            return self.article.part(part)[span.start : span.end]

        return read


def claim(position: int, binding: Binding, binder: Binder, sentence: Sentence, by: Claimant) -> ContactMention | None:
    """Return what the trigger at ``position`` asserts of its parties; None: nothing, or no contact of the two sides."""
    bounds = binder.clause(position)
    clause = Clause(sentence.items, position, bounds, binding.last)
    trigger = clause.trigger
    if trigger is None or _is_topic_denied(trigger, clause) or sentence.items[-1].text == _ASKS:
        return None
    assertion, when, measured = _asserted(clause, (position, bounds), sentence, by)
    if assertion.status is None:
        return None
    day = when.first if when is not None and when.last < by.published else by.published
    sides, scope = sides_of(tuple(held_by(r, day, by) for r in _parties(binding, trigger)), by, day)
    if is_of_old := scope is None and when is None and assertion.status in _HAPPENED:
        sides, scope = sides_of_old(_parties(binding, trigger), by)
    place = place_near(sentence.items, position, bounds, by.lexicon)
    goes_on = when is None and any("keeping_on" in i.words for i in sentence.items[max(0, position - 2) : position])
    is_told = when is not None or assertion.status is not Status.HELD or not _TOLD.isdisjoint(assertion.reasons)
    if scope is None or goes_on or not _is_event(sentence.items, position, is_told=is_told):
        return None
    is_old = (measured and when is None) or is_of_old
    role = Role.BACKGROUND if is_old else _role(clause, when, assertion.status, by.published)
    told = (*_marks(position, binding, clause, sentence), *_kind(sides, when, assertion, role))
    features = (trigger.key, binding.pattern, *assertion.reasons, *told)
    mode = _mode(clause, assertion, place, by)
    return ContactMention(
        participants=tuple(sorted({p for _, people in sides for p in people} | others(binding.refs, by))),
        sides=sides,
        mode=mode,
        setting=_setting(clause, binding, scope, by),
        status=assertion.status,
        when=with_surface(when, sentence, by.words(sentence.part)),
        place=None if mode in _REMOTE else place,
        role=role,
        scope=scope,
        confidence=probability(features, by.weights),
        part=sentence.part,
        span=sentence.span,
        evidence=by.article.part(sentence.part)[sentence.span.start : sentence.span.end],
        features=features,
    )


def _asserted(
    clause: Clause, at: tuple[int, tuple[int, int]], sentence: Sentence, by: Claimant
) -> tuple[Assertion, When | None, bool]:
    """Return what the clause asserts, its day, and whether the contact is what the news is measured from."""
    measured = _is_measured_from(clause)
    told = day_of(sentence, *at, (clause, by.published))
    when = _measured_day(clause, sentence, by) if measured else _day_before(clause, told, by.published)
    assertion = read_status(clause, when, by.published, is_title=sentence.part is Part.TITLE)
    when = _day_kept(when, (clause, assertion), sentence, by)
    if when is None and assertion.status is Status.HELD:
        when = _day_of_story(clause, sentence, by.published)
    return assertion, when, measured


def _day_kept(when: When | None, reading: tuple[Clause, Assertion], sentence: Sentence, by: Claimant) -> When | None:
    """The day of calling a contact off is not the contact's: what it keeps is the day to come, where the text has one."""
    clause, assertion = reading
    if when is not None and assertion.status in _OFF and when.basis == "weekday" and when.last < by.published:
        is_its_own = clause.followed_by("was", "past_expectation", "future") or when.last < by.published - FRESH
        if is_its_own and not clause.followed_by("background"):
            return ahead_near(sentence, by.published) or later_week(
                when
            )  # «إلغاء اللقاء الذي كان سيجمعه الخميس بنظيره»
    is_recent = when is not None and by.published - FRESH <= when.last <= by.published
    if not _AHEAD.isdisjoint(assertion.reasons) and when is not None and when.last < by.published:
        return None
    if "purpose" in assertion.reasons and when is not None:
        is_of_journey = when.basis == "weekday" and not clause.looks_ahead()  # «طارت يوم الجمعة للقاء سوركوف»
        is_other = is_of_journey or (is_recent and when.last <= by.published)
        behind = [d.when for d in sentence.dates if d.start > clause.own.start and d.when.first > by.published]
        return (behind[0] if behind else None) if is_other else when
    return ahead_near(sentence, by.published) if is_recent and assertion.status in _OFF else when


def _mode(clause: Clause, assertion: Assertion, place: str | None, by: Claimant) -> Mode:
    """Talks at a place are in person."""
    mode = read_mode(clause, by.grammar)
    is_there = place is not None and assertion.status in (Status.HELD, Status.ONGOING)
    return Mode.IN_PERSON if mode is Mode.UNKNOWN and is_there else mode


def _parties(binding: Binding, trigger: Trigger) -> tuple[Ref, ...]:
    if trigger.key != "summit":
        return binding.refs
    return tuple(r._replace(kind=RefKind.OFFICE, role="president") if _is_state(r) else r for r in binding.refs)


def _setting(clause: Clause, binding: Binding, scope: Scope, by: Claimant) -> Setting:
    if scope is Scope.DELEGATION:
        return Setting.DELEGATION
    return read_setting(clause, by.grammar, len(binding.refs))


def _is_state(ref: Ref) -> bool:
    """A summit of two countries is one of their leaders."""
    return ref.kind is RefKind.COUNTRY and ref.role in ("", "official") and not ref.key


def _is_topic_denied(trigger: Trigger, clause: Clause) -> bool:
    """«لم يناقش مع ترامب مكان القمة»: that a topic was left out says nothing of a contact."""
    return trigger.key == "discuss" and clause.governed_by("negation")


def _is_event(items: list[Item], position: int, *, is_told: bool) -> bool:
    """Tell whether the trigger is one event.

    An open-ended process is one where a date or a status makes it so (``is_told``); «اتصالات» without telephone are
    relations; a letter that is only spoken of is none.
    """
    trigger = items[position].trigger
    if (
        any("press" in i.words for i in items[position + 1 : position + 4])
        and trigger is not None
        and trigger.key in ("talk", "conversation")
    ):
        return False
    if (
        trigger is not None
        and trigger.key == "encounter"
        and any("of_words" in i.words for i in items[position + 1 : position + 2])
    ):
        return False
    is_of_two = trigger is not None and trigger.pronoun == "هما"  # «في ثالث أيام مفاوضاتهما»
    if trigger is None or (trigger.weak and not (is_told or is_of_two)):
        return False
    if trigger.key == "message":
        return any(
            "sending" in i.cues or "congratulates" in i.words
            for i in items[max(0, position - _SENDING_ITEMS) : position + 6]
        )
    if trigger.key == "exchange":
        return not any("not_words" in i.words for i in items[position + 1 : position + 8])
    if trigger.key == "relations":
        is_made = any("held" in i.cues for i in items[max(0, position - _SENDING_ITEMS) : position])
        return is_made or any("هاتفي" in i.text for i in items[position + 1 : position + 4])
    return True


def _is_measured_from(clause: Clause) -> bool:
    """«بعد ستة أسابيع على قمة جنيف»: the contact is what the time of the news is measured from."""
    before = clause.left[-1] if clause.left else None
    if before is None or not clause.is_noun or before.text not in _MEASURED_BY:
        return False
    lead = clause.left[-_MEASURE_ITEMS:]
    is_gone = any("after" in i.cues or "passed" in i.words for i in lead)
    return is_gone and any("ago" in i.words for i in lead)


def _measured_day(clause: Clause, sentence: Sentence, by: Claimant) -> When | None:
    """«بعد خمسة أيام من الاتصال», told on the day: the contact was five days ago, unless a date follows that is its own."""
    end = (clause.right[-1] if clause.right else clause.own).end
    own = [d.when for d in sentence.dates if clause.own.start < d.start <= end and d.when.last <= by.published]
    if own and own[0].is_day and own[0].basis not in ("weekday", "relative"):
        return own[0]
    lead = clause.left[-_MEASURE_ITEMS:-1]
    at = max(n for n, i in enumerate(lead) if "after" in i.cues or "passed" in i.words)
    told = by.find_dates(" ".join([_AGO, *(i.text for i in lead[at + 1 :])]), by.published)
    is_exact = bool(told) and by.published - told[0].when.first <= _COUNTED  # «بعد ستة أسابيع» is no day
    return replace(told[0].when, basis=CONTEXT_DAY) if is_exact else None


def _day_of_story(clause: Clause, sentence: Sentence, published: date) -> When | None:
    """«زار موسكو في أواخر حزيران واستقبله بوتين هناك»: a day long gone that the sentence tells before is when all of it was."""
    before = [d.when for d in sentence.dates if d.end <= clause.own.start]
    is_old = len(before) == 1 and before[0].last < published - FRESH
    return replace(before[0], basis=CONTEXT_DAY) if is_old else None


def _day_before(clause: Clause, when: When | None, published: date) -> When | None:
    """«غداة قمة هلسنكي»: the day before, where the text has no other."""
    before = clause.left[-1] if clause.left else None
    if when is not None or before is None or "day_after" not in before.words or not clause.is_noun:
        return when
    day = published - timedelta(days=1)
    return When(first=day, last=day, basis=CONTEXT_DAY)


def _role(clause: Clause, when: When | None, status: Status, published: date) -> Role:
    if when is not None:
        return Role.BACKGROUND if when.last < published - FRESH else Role.NEW
    if status in (Status.HELD, Status.NOT_HELD, Status.CANCELLED) and _is_background(clause):
        return Role.BACKGROUND
    return Role.NEW


def _is_background(clause: Clause) -> bool:
    """«الأول منذ الصيف الماضي» is today's news: a cue behind منذ says what the news is measured from."""
    row = [*clause.left[-9:], clause.own, *clause.right]
    return any("background" in item.cues and (i == 0 or row[i - 1].text != "منذ") for i, item in enumerate(row))


def _marks(position: int, binding: Binding, clause: Clause, sentence: Sentence) -> list[str]:
    """Return the names of what holds of the place where the trigger stands."""
    marks = {
        "title": sentence.part is Part.TITLE,
        "quoted": any(i.text in '«“"' for i in clause.left[-3:]),
        "far": binding.last - position > _FAR_ITEMS,
        "deep": sentence.part is Part.TEXT and sentence.span.start > _LEAD_CHARS,
        "definite": clause.trigger is not None and clause.trigger.definite,
        "plural": clause.trigger is not None and (clause.is_plural or clause.trigger.pronoun == "هم"),
        "dual": clause.trigger is not None and clause.trigger.is_pair,
    }
    return [name for name, holds in marks.items() if holds]


def _kind(
    sides: tuple[tuple[str, tuple[str, ...]], ...], when: When | None, assertion: Assertion, role: Role
) -> list[str]:
    """Return the names of what holds of the claim itself."""
    unnamed = sum(any(p.endswith("_delegation") for p in people) for _, people in sides)
    many = sum(len(people) > 1 for _, people in sides)
    return [
        "undated" if when is None else "day" if when.is_day else "span",
        *(["one_unnamed"] if unnamed == 1 else ["both_unnamed"] if unnamed else []),
        *(["many"] if many else []),
        *([f"is_{assertion.status}"] if assertion.status is not None else []),
        *(["is_background"] if role is Role.BACKGROUND else []),
    ]
