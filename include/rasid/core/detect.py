"""Find what an article claims of contacts: sentence by sentence, then merged over the article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from include.rasid.core.assertion import Clause, looks_ahead, read_mode, read_setting, read_status
from include.rasid.core.binding import Binder
from include.rasid.core.dating import date_near, loose_date
from include.rasid.core.furniture import silent_lines
from include.rasid.core.grammar import Form, Grammar, Trigger
from include.rasid.core.lexicon import FormKind, Lexicon, lowest
from include.rasid.core.merging import merge_mentions
from include.rasid.core.passages import Dated, Sentence, named_in_full, read_passages
from include.rasid.core.places import place_near
from include.rasid.core.references import Reading, Ref, RefKind, Unit
from include.rasid.core.units import find_units
from include.rasid.model import Article, ContactMention, Mode, Part, Role, Scope, Setting, Status, When

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.core.fold import Folded
    from include.rasid.core.items import Item
    from include.rasid.core.matching import FormMatcher, Hit
    from include.rasid.core.parties import Binding
    from include.rasid.core.watch import Side, Watch

_TOLD = (Status.HELD, Status.ONGOING, Status.PLANNED)
_TURNS = (Status.CANCELLED, Status.POSTPONED)  # what «اللقاء» without parties may add to a contact
WEEK = timedelta(days=7)
YEAR = timedelta(days=365)
HALF_YEAR = timedelta(days=182)
FRESH = timedelta(days=3)  # gold/GUIDE.md: new is held within the 3 days up to publication, or still to come

# How often each pattern binds the right parties, estimated by hand; issue 4 replaces it by a calibrated model.
_PATTERN_CONFIDENCE = {
    "between": 0.9, "with": 0.85, "gathered": 0.9, "possessor": 0.9, "verb_object": 0.85, "verb_with": 0.88, "verb_group": 0.88,
    "pair_verb": 0.9, "subject_verb_object": 0.8, "subject_pair": 0.8, "object": 0.8, "during": 0.75, "adjectives": 0.7,
}  # fmt: skip
_ANAPHOR_CONFIDENCE = 0.7


@dataclass(frozen=True, kw_only=True)
class Detector:
    """Everything that detection needs to know."""

    lexicon: Lexicon
    matcher: FormMatcher
    grammar: Grammar
    watch: Watch
    boilerplate: Boilerplate
    find_dates: Callable[[str, date], Sequence[Dated]]  # folded text and reference day → dates


def detect_contacts(article: Article, detector: Detector) -> tuple[ContactMention, ...]:
    """Return the contacts between the two sides that the article asserts, one mention for each, in reading order."""
    published = article.published_at.date()
    passages = read_passages(article, detector.matcher)
    if not _both_sides(detector, [h for p in passages for h in p.names]):
        return ()
    reading = Reading(
        lexicon=detector.lexicon,
        day=published,
        named=named_in_full(passages),
        near=detector.matcher.near,
        sides=(detector.watch.sides[0].countries, detector.watch.sides[1].countries),
    )
    mentions: list[ContactMention] = []
    for passage in passages:
        dates = detector.find_dates(passage.folded.text, published)
        silent = silent_lines(passage.text, detector.boilerplate) if passage.part is Part.TEXT else ()
        for sentence in passage.sentences(detector.grammar, dates, silent):
            if sentence.is_silent:
                continue
            reading.paragraph = passage.text.count("\n", 0, sentence.span.start) + (passage.part is Part.TEXT)
            mentions.extend(_read_sentence(sentence, article, passage.folded, detector, reading))
    return merge_mentions(mentions, published, reading.loose_dates)


def _both_sides(detector: Detector, hits: Sequence[Hit]) -> bool:
    """Articles that never name one of the sides leave early."""
    seen: set[str] = set()
    for hit in hits:
        for entry in hit.entries:
            if entry.kind in (FormKind.FULL_NAME, FormKind.FAMILY_NAME):
                country = detector.lexicon.people[entry.key].country
            elif entry.kind in (FormKind.COUNTRY, FormKind.CAPITAL, FormKind.SEAT, FormKind.ADJECTIVE, FormKind.PEOPLE):
                country = entry.key
            else:
                continue
            side = detector.watch.side_of(country)
            if side is not None:
                seen.add(side.key)
    return len(seen) == 2


def _read_sentence(
    sentence: Sentence, article: Article, folded: Folded, detector: Detector, reading: Reading
) -> list[ContactMention]:
    before = [r for r in reading.recent if r.kind is not RefKind.COUNTRY][-12:]
    units = find_units(sentence.items, reading)
    subject = _subject_of(sentence.items, units)
    binder = Binder(sentence.items, units, reading, before)
    found = []
    for position, item in enumerate(sentence.items):
        if item.trigger is None:
            continue
        binding = binder.bind(position)
        if binding is None or not _is_complete(sentence.items, position, binding):
            reading.loose_dates.extend(loose_date(sentence, position))
            continue
        binding = replace(binding, refs=tuple(reading.named_before(r) for r in binding.refs))
        mention = _mention(position, binding, binder, sentence, (article, folded, detector))
        if binding.pattern == "topic" and (mention is None or mention.status not in _TURNS):
            reading.loose_dates.extend(loose_date(sentence, position))
            continue
        is_third = any(reading.side_of(r) == 0 for r in binding.refs)
        is_news = mention is not None and mention.role is Role.NEW and mention.status in _TOLD
        reading.told(binding.refs, is_news=is_news or is_third)
        if mention is not None:
            found.append(mention)
    if subject is not None:
        reading.subjects.append(subject)
    return found


def _subject_of(items: list[Item], units: list[Unit]) -> Ref | None:
    """Return the person or office that the sentence is about: the first one, when it stands at its beginning or speaks."""
    for unit in units:
        if unit.refs[0].kind in (RefKind.PERSON, RefKind.OFFICE):
            speaks = any("speech" in i.cues for i in items[max(0, unit.first - 2) : unit.first])
            return unit.refs[0] if unit.first <= 3 or speaks else None
    return None


def _is_complete(items: list[Item], position: int, binding: Binding) -> bool:
    """«تحدث» alone is speaking, «تحدث مع», «تحدث الاثنان» and «تحدثا» are talking to each other."""
    trigger = items[position].trigger
    if trigger is None or not trigger.pair_only or trigger.form is Form.NOUN or trigger.is_pair:
        return True
    if binding.pattern in ("verb_group", "verb_pair", "verb_with"):
        return True
    return any("with" in i.words or i.text == "الي" for i in items[position + 1 : position + 12])


def _mention(
    position: int, binding: Binding, binder: Binder, sentence: Sentence, world: tuple[Article, Folded, Detector]
) -> ContactMention | None:
    article, folded, detector = world
    published = article.published_at.date()
    bounds = binder.clause(position)
    clause = Clause(sentence.items, position, bounds, binding.last)
    when = _when(sentence, position, bounds, (clause, published))
    trigger = sentence.items[position].trigger
    if trigger is None or _is_topic_denied(trigger, clause):
        return None
    assertion = read_status(clause, when, published, is_title=sentence.part is Part.TITLE)
    if assertion.status is None:
        return None
    day = when.first if when is not None and when.last < published else published
    refs = binding.refs
    if trigger.key == "summit":
        refs = tuple(r._replace(kind=RefKind.OFFICE, role="president") if _is_state(r) else r for r in refs)
    sides, scope = _sides(tuple(_held_by(r, day, detector) for r in refs), detector, day)
    if len(sides) < 2 or scope is None:
        return None
    mode = read_mode(clause, detector.grammar)
    is_told = when is not None or assertion.status is not Status.HELD
    if not _is_event(sentence.items, position, mode, is_told=is_told):
        return None
    setting = read_setting(clause, detector.grammar, len(binding.refs))
    participants = {p for _, people in sides for p in people} | _others(binding.refs, detector)
    return ContactMention(
        participants=tuple(sorted(participants)),
        sides=sides,
        mode=mode,
        setting=Setting.DELEGATION if scope is Scope.DELEGATION else setting,
        status=assertion.status,
        when=_with_surface(when, sentence, article, folded),
        place=place_near(sentence.items, position, bounds, detector.lexicon),
        role=_role(clause, when, assertion.status, published),
        scope=scope,
        confidence=_confidence(binding, clause, sides, sentence.part),
        part=sentence.part,
        span=sentence.span,
        evidence=article.part(sentence.part)[sentence.span.start : sentence.span.end],
        features=(trigger.key, binding.pattern, *assertion.reasons),
    )


def _when(sentence: Sentence, position: int, bounds: tuple[int, int], context: tuple[Clause, date]) -> When | None:
    """Return the date of the trigger; a weekday beside something to come is the next one, not the last."""
    clause, published = context
    when = date_near(sentence, position, bounds)
    trigger = sentence.items[position].trigger
    if when is not None and when.first > published and trigger is not None and trigger.form is Form.PAST:
        return _moved(when, -YEAR) if when.basis in ("partial", "month") else None  # «تحادثا في يوليو», told in March
    if when is None or when.last >= published or when.basis not in ("weekday", "partial", "month"):
        return when
    if not looks_ahead(clause, is_title=sentence.part is Part.TITLE):
        return when
    if when.basis != "weekday":
        return _moved(when, YEAR) if when.last < published - HALF_YEAR else when
    return When(first=when.first + WEEK, last=when.last + WEEK, basis=when.basis)


def _is_state(ref: Ref) -> bool:
    """A summit of two countries is one of their leaders."""
    return ref.kind is RefKind.COUNTRY and ref.role in ("", "official") and not ref.key


def _is_topic_denied(trigger: Trigger, clause: Clause) -> bool:
    """«لم يناقش مع ترامب مكان القمة»: that a topic was left out says nothing of a contact."""
    return trigger.key == "discuss" and clause.governed_by("negation")


def _moved(when: When, shift: timedelta) -> When:
    return When(first=when.first + shift, last=when.last + shift, basis=when.basis)


def _is_event(items: list[Item], position: int, mode: Mode, *, is_told: bool) -> bool:
    """Tell whether the trigger is one event.

    An open-ended process is one where a date or a status makes it so (``is_told``); «اتصالات» without telephone are
    relations; a letter that is only spoken of is none.
    """
    trigger = items[position].trigger
    if any("press" in i.words for i in items[position + 1 : position + 4]) and trigger is not None and trigger.key == "talk":
        return False
    if trigger is None or (trigger.weak and not is_told):
        return False
    if trigger.key == "message":
        return any("sending" in i.cues for i in items[max(0, position - 6) : position + 6])
    if trigger.key == "exchange":
        return not any("not_words" in i.words for i in items[position + 1 : position + 8])
    plural_calls = trigger.key == "phone_call" and items[position].text.endswith("ات") and mode is Mode.PHONE
    return not plural_calls or any("هاتفي" in i.text for i in items[position + 1 : position + 4])


def _with_surface(when: When | None, sentence: Sentence, article: Article, folded: Folded) -> When | None:
    if when is None:
        return None
    dated = next(
        d
        for d in sentence.dates
        if d.when in (when, *(When(first=when.first + s, last=when.last + s, basis=when.basis) for s in (-WEEK, YEAR, -YEAR)))
    )
    span = folded.span(dated.start, dated.end)
    surface = article.part(sentence.part)[span.start : span.end]
    return When(first=when.first, last=when.last, basis=when.basis, surface=surface)


def _held_by(ref: Ref, day: date, detector: Detector) -> Ref:
    """Return the office with its holder on the day of the contact: «آخر محادثة بين وزيري دفاع البلدين في أغسطس 2014»."""
    holder = detector.lexicon.holder(ref.role, ref.country, day) if ref.kind is RefKind.OFFICE else None
    return ref if holder is None else ref._replace(key=holder.key)


def _sides(
    refs: tuple[Ref, ...], detector: Detector, day: date
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], Scope | None]:
    people: dict[str, set[str]] = {}
    delegations: set[Side] = set()
    scopes: dict[str, list[Scope]] = {}
    for ref in refs:
        side = detector.watch.side_of(ref.country)
        if side is None:
            continue
        if not ref.key:
            delegations.add(side)
            continue
        scope = detector.lexicon.scope_of(detector.lexicon.people[ref.key], day)
        if scope is not None:
            people.setdefault(side.key, set()).add(ref.key)
            scopes.setdefault(side.key, []).append(scope)
    for side in delegations:
        people.setdefault(side.key, {side.delegation})
        scopes.setdefault(side.key, [Scope.DELEGATION])
    if len(people) < 2:
        return (), None
    level = lowest(min(s, key=list(Scope).index) for s in scopes.values())
    return tuple((k, tuple(sorted(v))) for k, v in sorted(people.items())), level


def _others(refs: tuple[Ref, ...], detector: Detector) -> set[str]:
    return {f"other:{r.key}" for r in refs if r.key and detector.watch.side_of(r.country) is None}


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


def _confidence(binding: Binding, clause: Clause, sides: tuple[tuple[str, tuple[str, ...]], ...], part: Part) -> float:
    confidence = _PATTERN_CONFIDENCE.get(binding.pattern, _ANAPHOR_CONFIDENCE)
    unnamed = sum(any(p.endswith("_delegation") for p in people) for _, people in sides)
    confidence -= {0: 0.0, 1: 0.45, 2: 0.15}[unnamed]
    if part is Part.TITLE:
        confidence -= 0.05
    if any(i.text in '«“"' for i in clause.left[-3:]):
        confidence -= 0.1
    return round(max(confidence, 0.05), 2)
