"""Find what an article claims of contacts: sentence by sentence, then merged over the article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from include.rasid.core.binding import Binder
from include.rasid.core.claims import Claimant, claim
from include.rasid.core.dating import further_days, loose_date
from include.rasid.core.furniture import silent_lines
from include.rasid.core.grammar import MANNERS, Form, Grammar
from include.rasid.core.lexicon import FormKind, Lexicon
from include.rasid.core.loose import CARRIED, LOOSE, TOPIC
from include.rasid.core.merging import STATUS_CLASS, merge_mentions
from include.rasid.core.passages import Dated, Passage, Sentence, named_in_full, read_passages
from include.rasid.core.references import Reading, Ref, RefKind, Unit
from include.rasid.core.units import find_units
from include.rasid.model import Article, ContactMention, Part, Role, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from include.rasid.core.cleaner import Boilerplate
    from include.rasid.core.groups import Binding
    from include.rasid.core.items import Item
    from include.rasid.core.matching import FormMatcher, Hit
    from include.rasid.core.watch import Watch
    from include.rasid.model import When

_TOLD = (Status.HELD, Status.ONGOING, Status.PLANNED)
_EVENTS = frozenset({"meeting", "summit", "talks"})
_DAY_ITEMS = 6  # between «اللقاء» and its day
_AHEAD = (Status.PLANNED, Status.POSSIBLE)
_DENIALS = frozenset({"no_plans", "predicate_negated"})
_TURNS = (Status.CANCELLED, Status.POSTPONED)  # what «اللقاء» without parties may add to a contact


@dataclass(frozen=True, kw_only=True)
class Detector:
    """Everything that detection needs to know."""

    lexicon: Lexicon
    matcher: FormMatcher
    grammar: Grammar
    watch: Watch
    boilerplate: Boilerplate
    weights: Mapping[str, float]  # of the features of a mention, see core/confidence.py
    find_dates: Callable[[str, date], Sequence[Dated]]  # folded text and reference day → dates


def detect_contacts(
    article: Article, detector: Detector, passages: tuple[Passage, ...] | None = None
) -> tuple[ContactMention, ...]:
    """Return the contacts between the two sides that the article asserts, one mention for each, in reading order.

    ``passages`` are the article's, where they have been read.
    """
    published = article.published_at.date()
    passages = read_passages(article, detector.matcher) if passages is None else passages
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
        by = Claimant(
            article=article,
            folded=passage.folded,
            lexicon=detector.lexicon,
            grammar=detector.grammar,
            watch=detector.watch,
            weights=detector.weights,
            find_dates=detector.find_dates,
        )
        silent = silent_lines(passage.text, detector.boilerplate) if passage.part is Part.TEXT else ()
        for sentence in passage.sentences(detector.grammar, dates, silent):
            if sentence.is_silent:
                continue
            reading.paragraph = passage.text.count("\n", 0, sentence.span.start) + (passage.part is Part.TEXT)
            mentions.extend(_read_sentence(sentence, by, reading))
    return merge_mentions(mentions, published, (reading.loose_dates, reading.days), detector.weights)


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


def _read_sentence(sentence: Sentence, by: Claimant, reading: Reading) -> list[ContactMention]:
    before = [r for r in reading.recent if r.kind is not RefKind.COUNTRY][-12:]
    units = find_units(sentence.items, reading)
    sentence = _without_pairs(sentence, units)
    if sentence.part is Part.TEXT:
        reading.days.extend((sentence.span.start, d.when) for d in sentence.dates if d.when.is_day)
    subject = _subject_of(sentence.items, units)
    binder = Binder(sentence.items, units, reading, before)
    found: list[ContactMention] = []
    bound: set[frozenset[str]] = set()  # pairs that syntax binds here
    days: dict[frozenset[str], list[When]] = {}  # when they did what syntax tells
    for position in (n for n, item in enumerate(sentence.items) if item.trigger is not None):
        binding = _bound(position, binder, sentence, reading)
        mention = None if binding is None else claim(position, binding, binder, sentence, by)
        if binding is None or (binding.pattern == TOPIC and not _says_more(mention, sentence, position, by.published)):
            reading.loose_dates.extend(loose_date(sentence, position))
            continue
        if binding.pattern not in LOOSE:
            reading.told(binding.refs, is_news=_is_news(mention, binding, reading))
            people = frozenset(r.key for r in binding.refs)
            bound.add(people)
            days.setdefault(people, []).extend([mention.when] if mention is not None and mention.when else [])
        if mention is not None:
            found.append(mention)
            found.extend(replace(mention, when=day) for day in further_days(sentence, position, mention.when))
    if subject is not None:
        reading.subjects.append(subject)
    sure = [m for m in found if LOOSE.isdisjoint(m.features)]
    return [m for m in found if m in sure or _is_other_status(m, sure) or not _is_explained(m, bound, days)]


def _without_pairs(sentence: Sentence, units: list[Unit]) -> Sentence:
    """«أول لقاء يجمع الاثنين»: where it means the two, it is no Monday."""
    pairs = {sentence.items[u.first].start for u in units if u.refs[0].kind is RefKind.PAIR}
    dates = [d for d in sentence.dates if d.start not in pairs]
    return sentence if len(dates) == len(sentence.dates) else replace(sentence, dates=dates)


def _bound(position: int, binder: Binder, sentence: Sentence, reading: Reading) -> Binding | None:
    binding = binder.bind(position)
    if binding is None or not _is_complete(sentence.items, position, binding):
        return None
    binding = replace(binding, refs=reading.expanded(binding.refs))
    is_third = any(reading.side_of(r) == 0 for r in binding.refs)
    are_two = is_third and "times" in sentence.items[position].words  # «تلقى بن فرحان اتصالين من لافروف وبلينكن»
    return None if are_two or _is_separate(sentence.items, is_third=is_third) else binding


def _is_news(mention: ContactMention | None, binding: Binding, reading: Reading) -> bool:
    """Whether a dual that follows may mean the parties: what is told of them is new, or they are of third countries."""
    is_new = mention is not None and mention.role is Role.NEW and mention.status in _TOLD
    return is_new or any(reading.side_of(r) == 0 for r in binding.refs)


def _says_more(mention: ContactMention | None, sentence: Sentence, position: int, published: date) -> bool:
    """Whether «اللقاء» without parties tells what the article must not lose: it is off, or what is to come has its day."""
    item = sentence.items[position]
    is_its_own = item.trigger is not None and not item.trigger.pronoun and item.trigger.key in _EVENTS
    if mention is not None and mention.when is not None and mention.when.first > published:
        return is_its_own and mention.status in _AHEAD and _has_day_behind(sentence, position)
    after = sentence.items[position + 1] if position + 1 < len(sentence.items) else None
    is_which = after is not None and "which" in after.words
    return _turns(mention) or (is_which and _is_told(mention))


def _has_day_behind(sentence: Sentence, position: int) -> bool:
    """«القمة التي ستستضيفها موسكو مطلع سبتمبر»: a date close behind the noun."""
    last = sentence.items[min(position + _DAY_ITEMS, len(sentence.items) - 1)].start
    return any(sentence.items[position].start < d.start <= last for d in sentence.dates)


def _is_other_status(mention: ContactMention, sure: list[ContactMention]) -> bool:
    """«هنأ بوتين هاتفيا الثلاثاء، وقد يلتقيان»: what syntax tells of the two here is of another status."""
    theirs = [s for s in sure if s.participants == mention.participants and not MANNERS.isdisjoint(mention.features)]
    return bool(theirs) and all(STATUS_CLASS[s.status] != STATUS_CLASS[mention.status] for s in theirs)


def _is_explained(mention: ContactMention, bound: set[frozenset[str]], days: dict[frozenset[str], list[When]]) -> bool:
    """Whether syntax binds the pair, or one of a pair of whom the other was only carried on, elsewhere in the sentence.

    What has a day of its own is another contact: «تحدثا في يوليو، لكنهما لم يجلسا معا منذ لقاء جنيف في يناير».
    """
    people = frozenset(mention.participants)
    told = days.get(people, []) if mention.role is Role.BACKGROUND else []
    if mention.when is not None and told and all(not mention.when.overlaps(d) for d in told):
        return False
    return people in bound or (CARRIED in mention.features and any(people & pair for pair in bound))


def _is_separate(items: list[Item], *, is_third: bool) -> bool:
    """«استقبل الأعرجي، كلا على انفراد، السفيرة الأميركية والسفير الروسي»; «سيلتقيان على حدة» is another thing."""
    return any("each_apart" in i.words or (is_third and "separately" in i.words) for i in items)


def _is_told(mention: ContactMention | None) -> bool:
    """Whether «اللقاء السابق», «اللقاء المقبل» is told with a day or as something to come."""
    return mention is not None and (mention.when is not None or mention.status in _AHEAD)


def _turns(mention: ContactMention | None) -> bool:
    """Whether «اللقاء» without parties says something that the article must not lose."""
    if mention is None:
        return False
    return mention.status in _TURNS or not _DENIALS.isdisjoint(mention.features)


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
    if binding.pattern in ("with", "with_him", "verb_group", "verb_pair", "verb_with", "between", "between_him"):
        return True
    return any("with" in i.words or i.text == "الي" for i in items[position + 1 : position + 12])
