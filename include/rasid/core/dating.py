"""Which of a sentence's dates is that of a trigger."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from include.rasid.core.grammar import Form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from include.rasid.core.items import Item
    from include.rasid.core.passages import Dated, Sentence
    from include.rasid.model import When

_BEHIND_CHARS = 60  # a date this far before the trigger mostly belongs to the verb before it
_YEAR_DIGITS = 4
_LOOSE_ITEMS = 3  # «اجتماع الأربعاء», «الاجتماع الذي عقد الأربعاء»
_SPEECH_ITEMS = 9
_SINCE_ITEMS = 8  # «منذ تولي أندريه بيلوسوف منصبه في أيار»


def date_near(sentence: Sentence, position: int, bounds: tuple[int, int]) -> When | None:
    """Return the date nearest to the trigger in its clause, else the only one of the sentence that may be its."""
    items = sentence.items
    dates = [d for d in sentence.dates if _may_date(items, d, position)]
    parts = _parts(items)
    own = next(p for p in parts if p[0] <= position < p[1])
    beside = [d for d in dates if items[own[0]].start <= d.start <= items[own[1] - 1].end]
    if beside:
        dates = beside
    else:
        taken = [p for p in parts if p != own and any(i.trigger for i in items[p[0] : p[1]])]
        spans = [(items[a].start, items[b - 1].end) for a, b in taken]
        dates = [d for d in dates if not any(start <= d.start <= end for start, end in spans)]
    first, last = items[bounds[0]].start, items[bounds[1] - 1].end
    inside = [d for d in dates if first <= d.start <= last]
    pool = inside or ([d for d in dates if not _in_aside(items, position, d)] if len(dates) == 1 else [])
    if not pool:
        return None
    at = items[position].start
    return min(pool, key=lambda d: (d.start < at - _BEHIND_CHARS, abs(d.start - at))).when


def _in_aside(items: list[Item], position: int, dated: Dated) -> bool:
    """«…، حيث فر الرئيس أمس»: a day in another clause is that clause's."""
    if dated.when.basis not in ("relative", "weekday"):
        return False  # a date of long ago is rather the contact's than that of a side remark
    between = [i for i in items[position + 1 :] if i.start < dated.start]
    return any("clause_breaks" in i.words and "when" not in i.words for i in between)


def further_days(sentence: Sentence, position: int, when: When | None) -> list[When]:
    """Return the days of a contact told to have happened several times, where they are not ``when``.

    «مكالمتان في 21 و23 أكتوبر», «تحدثا مرتين، أولاهما في يوليو والثانية في نوفمبر».
    """
    items = sentence.items
    first, last = next(p for p in _parts(items) if p[0] <= position < p[1])
    if when is None or not any("times" in i.words for i in items[first:last]):
        return []
    told_apart = any("one_and_other" in i.words for i in items[position:])
    end = len(items) if told_apart else last
    inside = [d.when for d in sentence.dates if items[first].start <= d.start <= items[end - 1].end]
    own = (when.first.month, when.first.day)  # told without a year it may stand there as another year's
    days = [d for d in dict.fromkeys(inside) if (d.first.month, d.first.day) != own]
    return [d for d in days if d.is_day or (told_apart and not when.is_day and _is_within(d, when))]


def _is_within(day: When, when: When) -> bool:
    """Whether a date is as narrow as the other, and another one."""
    return (day.last - day.first) <= (when.last - when.first) and not (
        when.first <= day.first and day.last <= when.last
    )


def _parts(items: list[Item]) -> list[tuple[int, int]]:
    """Part a sentence where a further verb tells of a further contact: «التقيا في يونيو، وتحادثا هاتفيا في يوليو»."""
    starts = [0]
    for at, item in enumerate(items):
        if at and "clause_breaks" in item.words and "when" not in item.words:
            starts.append(at)
        if at == 0 or item.trigger is None or item.trigger.form is Form.NOUN:
            continue
        before = items[at - 1]
        if item.prefix.startswith(("و", "ف")) or before.text in ("،", ",", "ثم", "و") or before.cues & {"was"}:
            starts.append(at)
    return [(a, b) for a, b in pairwise([*dict.fromkeys(starts), len(items)]) if a < b]


def states_year(sentence: Sentence, when: When) -> bool:
    """Tell whether the words of a date name its year, so that it cannot be another."""
    dated = next(d for d in sentence.dates if d.when == when)
    inside = [i.text for i in sentence.items if dated.start <= i.start < dated.end]
    return any(text.isdigit() and len(text) == _YEAR_DIGITS for text in inside)


def ahead_near(sentence: Sentence, published: date) -> When | None:
    """Return the only day of a sentence that is still to come: when what was called off should have been."""
    ahead = {d.when for d in sentence.dates if d.when.first > published}
    return ahead.pop() if len(ahead) == 1 else None


def loose_date(sentence: Sentence, position: int) -> Iterator[When]:
    """Yield the day that follows a noun whose parties the article names elsewhere: «اجتماع الأربعاء»."""
    items = sentence.items
    limit = items[min(position + _LOOSE_ITEMS, len(items) - 1)].end
    for dated in sentence.dates:
        if items[position].end <= dated.start <= limit and dated.when.is_day and _may_date(items, dated, position):
            yield dated.when


def _may_date(items: list[Item], dated: Dated, position: int) -> bool:
    before = [i for i in items if i.end <= dated.start]
    after = [i for i in items if i.start >= dated.end and not i.is_punctuation][:2]
    trigger_follows = items[position].start > dated.start
    if before and before[-1].text == "منذ":
        is_negated = any("negation" in i.cues for i in items[max(0, position - 2) : position])  # «لم يلتقيا منذ مارس»
        return is_negated or (trigger_follows and bool(after) and "when" in after[0].words)
    if not trigger_follows and (_is_since(items, position, dated) or _is_said(items, position, dated)):
        return False
    if _dates_an_event(items, position, before) or (not trigger_follows and _dates_an_aside(items, position, dated)):
        return False
    if _dates_the_saying(before, after, trigger_follows=trigger_follows):
        return False
    return trigger_follows or not _other_event_between(items, position, dated)


def _dates_an_event(items: list[Item], position: int, before: list[Item]) -> bool:
    """«بعد انتخابات نوفمبر»: a preposition and one or two words before a day make it that of another event."""
    near = before[-3:-1]
    if items[position] in near or any(i.trigger is not None or "speech" in i.cues for i in near):
        return False
    return any("of_event" in i.words for i in near) and before[-1].is_word and not before[-1].words


def _is_since(items: list[Item], position: int, dated: Dated) -> bool:
    """«أول مكالمة منذ تعيين بيلوسوف في أيار»: a day behind منذ is that of what the time is measured from."""
    between = [i for i in items[position + 1 :] if i.start < dated.start]
    return any(i.text == "منذ" for i in between[-_SINCE_ITEMS:-1])


def _is_said(items: list[Item], position: int, dated: Dated) -> bool:
    """«بعد لقائه لافروف، قال تيلرسون إن الرد سيكون بحلول أيلول»: a day in what somebody says behind it is not its own."""
    between = [i for i in items[position + 1 :] if i.start < dated.start]
    said = next((n for n, i in enumerate(between) if "speech" in i.cues), len(between))
    return any("that" in i.words for i in between[said:])


def _dates_an_aside(items: list[Item], position: int, dated: Dated) -> bool:
    """«في المساعدات التي أقلعت أمس»: a relative clause that tells of something else has its own day."""
    between = [i for i in items[position + 1 :] if i.start < dated.start]
    for relative, verb in pairwise(between):
        if "relative" in relative.words:
            return verb.is_word and not (verb.trigger or verb.entries or verb.cues or verb.words)
    return False


def _dates_the_saying(before: list[Item], after: list[Item], *, trigger_follows: bool) -> bool:
    """«أعلن الكرملين أمس أن …», «أعلن الوزير مساء الثلاثاء إلغاء …», «نقلت … اليوم الخميس، قوله إن …»."""
    near = before[-_SPEECH_ITEMS:]
    said = any(i.cues & {"speech", "denial"} for i in near)
    if said and trigger_follows and not any("that" in i.words for i in near):
        return True
    if any("speech" in i.cues for i in before[-2:]) or (after and after[0].text.startswith("قول")):
        return True
    return said and any("that" in i.words or i.text == "عن" for i in after)


def _other_event_between(items: list[Item], position: int, dated: Dated) -> bool:
    """«الاجتماع مع بلينكن، عقب محادثات الأسبوع الماضي»: the date is that of the talks before."""
    between = [i for i in items[position + 1 :] if i.start < dated.start]
    return any("after" in a.cues and b.trigger is not None for a, b in pairwise(between))
