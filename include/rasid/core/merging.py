"""Mentions of one contact in one article become one mention."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from include.rasid.core.confidence import probability
from include.rasid.core.scopes import SCOPE_ORDER
from include.rasid.core.settling import settle
from include.rasid.model import CONTEXT_DAY, Mode, Part, Role, Setting, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from include.rasid.model import ContactMention, When

STATUS_CLASS = {
    Status.HELD: "held",
    Status.ONGOING: "held",
    Status.PLANNED: "ahead",
    Status.POSSIBLE: "ahead",
    Status.CANCELLED: "off",
    Status.POSTPONED: "off",
    Status.DENIED: "denied",
    Status.NOT_HELD: "denied",
}
_RECENT = timedelta(days=3)  # gold/GUIDE.md: news are the 3 days up to publication
_NEWS_CHARS = 250  # the first sentence of a news text is news, whatever days it names
_MONTH_DAYS = 20
_CONTEXT_CHARS = 700  # how far from a contact a day may stand and still be its own
_ECHO_CHARS = 350  # about two sentences
_ANAPHORIC = frozenset(
    {"verb_pair", "pair_verb_anaphor", "pronoun", "between_them", "subject_anaphor", "gathered_them"}
)
# A plan and its fate on one day are one contact: the article tells what came of it.
_OF_ONE_DAY = ({"held", "ahead"}, {"off", "ahead"}, {"denied", "ahead"})
_SLACK = timedelta()  # one article that names two days speaks of two contacts
_LEAD_CHARS = 1000  # the first two or three sentences of a news text; read off the development articles


def merge_mentions(
    mentions: Sequence[ContactMention],
    published: date,
    dates: tuple[Sequence[When], Sequence[tuple[int, When]]] = ((), ()),
    weights: Mapping[str, float] | None = None,
) -> tuple[ContactMention, ...]:
    """Return one mention for each contact that the article speaks of; the body decides over the headline.

    ``weights`` are those of core/confidence.py; ``loose_dates`` are days of meetings whose parties are not named beside them: the last days' only undated news has them.
    """
    body = [m for m in mentions if m.part is Part.TEXT]
    title = [m for m in mentions if m.part is Part.TITLE]
    groups: list[list[ContactMention]] = []
    for mention in sorted(body, key=lambda m: (_is_vague(m), m.span.start)):
        group = _meant_group(mention, groups) or next((g for g in groups if _joins(mention, g)), None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    for mention in title:
        _join_title(mention, groups)
    merged = settle(_dated([_merged(g, published, weights or {}) for g in groups], published, *dates))
    merged = [_reckoned(m, weights or {}) for m in merged]
    return tuple(sorted(merged, key=lambda m: (m.part, m.span.start)))


def _dated(
    merged: list[ContactMention], published: date, loose_dates: Sequence[When], days: Sequence[tuple[int, When]]
) -> list[ContactMention]:
    """Give the last days' undated news the day of the nearest sentence that names one, those before it first."""
    happened = [m for m in merged if m.role is Role.NEW and m.status in (Status.HELD, Status.ONGOING, Status.NOT_HELD)]
    undated = [m for m in happened if m.when is None or _is_this_month(m.when, published)]
    recent = [d for d in loose_dates if timedelta() <= published - d.first <= _RECENT]
    near = [(at, d) for at, d in days if d.first <= published]
    if len(undated) == 1 and len({d.first for d in recent}) == 1:
        return [replace(m, when=recent[0]) if m is undated[0] else m for m in merged]
    return [_by_context(m, near, published) if m in undated else m for m in merged]


def _reckoned(mention: ContactMention, weights: Mapping[str, float]) -> ContactMention:
    """Return the mention with what the article as a whole says for and against it."""
    told = [
        *(["near_day"] if mention.when is not None and mention.when.basis == CONTEXT_DAY else []),
        *(["third_party"] if any(p.startswith("other:") for p in mention.participants) else []),
        *(["placed"] if mention.place else []),
        *([f"{mention.status}_undated"] if mention.when is None else []),
    ]
    features = (*mention.features, *told)
    return replace(mention, features=features, confidence=probability(features, weights))


def _by_context(mention: ContactMention, days: Sequence[tuple[int, When]], published: date) -> ContactMention:
    """Return the mention with the day told nearest to it, as background where that day is long ago."""
    when = _nearest_day(mention, days)
    if when is None or published - when.first <= _RECENT:
        return replace(mention, when=when)
    is_told_on = mention.part is Part.TEXT and mention.span.start > _NEWS_CHARS
    return replace(mention, when=None, role=Role.BACKGROUND) if is_told_on and mention.when is None else mention


def _nearest_day(mention: ContactMention, days: Sequence[tuple[int, When]]) -> When | None:
    here = mention.span.start if mention.part is Part.TEXT else 0
    near = [(at > here, abs(at - here), d) for at, d in days if abs(at - here) <= _CONTEXT_CHARS]
    return replace(min(near, key=lambda n: n[:2])[2], basis=CONTEXT_DAY) if near else mention.when


def _is_this_month(when: When, published: date) -> bool:
    """A month or more that is not over yet says less than the day that the text names nearby."""
    return (when.last - when.first).days >= _MONTH_DAYS and when.first <= published <= when.last


def same_people(a: ContactMention, b: ContactMention) -> bool:
    """Tell whether both sides share an official, or one of the mentions leaves a side unnamed."""
    theirs = dict(b.sides)
    return all(
        set(people) & set(theirs.get(side, ())) or _unnamed(people) or _unnamed(theirs.get(side, ("_delegation",)))
        for side, people in a.sides
    )


def compatible(a: When | None, b: When | None, slack: timedelta = _SLACK) -> bool:
    """Tell whether two dates may be of one event: overlapping within the slack, or one is not known."""
    return a is None or b is None or (a.first - slack <= b.last and b.first - slack <= a.last)


def _meant_group(mention: ContactMention, groups: list[list[ContactMention]]) -> list[ContactMention] | None:
    """«والتقى كلاهما هناك …»: an undated word for a pair goes on with what was told of it right before."""
    if mention.when is not None:
        return None
    reach = 0 if _ANAPHORIC.isdisjoint(mention.features) else _ECHO_CHARS
    near = [
        (mention.span.start - m.span.start, n)
        for n, group in enumerate(groups)
        for m in group
        if 0 <= mention.span.start - m.span.start <= reach
        and STATUS_CLASS[m.status] == STATUS_CLASS[mention.status]
        and m.sides == mention.sides
    ]
    return groups[min(near)[1]] if near else None


def _joins(mention: ContactMention, group: list[ContactMention]) -> bool:
    """Whether the mention speaks of the group's contact: like one of its mentions, and unlike none in status or date."""
    told = [m for m in group if not _says_no_status(m)]
    if not _says_no_status(mention) and any(_contradict(mention, m) for m in told):
        return False
    return all(compatible(mention.when, m.when) for m in group) and any(_same(mention, m) for m in group)


def _same(a: ContactMention, b: ContactMention) -> bool:
    if not same_people(a, b) or not compatible(a.when, b.when):
        return False
    if _contradict(a, b) and not (_says_no_status(a) or _says_no_status(b)):
        return False
    if (a.when is None) != (b.when is None) and a.role is not b.role:
        return False
    if a.role is not b.role and a.when is None:
        return False
    remote = {Mode.PHONE, Mode.VIDEO, Mode.MESSAGE}
    modes = {_told_mode(a), _told_mode(b)}
    told_apart = Mode.UNKNOWN not in modes and (len(modes & remote) == 1 and len(modes) == 2)
    return not told_apart or (a.when is not None and a.when == b.when)


def _told_mode(mention: ContactMention) -> Mode:
    """Talks and conversations are of any mode unless the words beside them say more."""
    loose = mention.features[:1] in (("talks",), ("conversation",), ("consultations",))
    return Mode.UNKNOWN if loose and mention.mode is Mode.IN_PERSON else mention.mode


def _contradict(a: ContactMention, b: ContactMention) -> bool:
    """Whether two mentions differ in status; a text that tells of a day's meeting may call it to come elsewhere (a caption)."""
    classes = {STATUS_CLASS[a.status], STATUS_CLASS[b.status]}
    same_day = a.when is not None and a.when.is_day and b.when is not None and a.when.first == b.when.first
    return len(classes) > 1 and not (same_day and classes in _OF_ONE_DAY)


def _says_no_status(mention: ContactMention) -> bool:
    """A bare noun («القمة بينهما») has the status that the rest of the article gives it."""
    return mention.when is None and "noun" in mention.features


def _is_vague(mention: ContactMention) -> bool:
    return any(_unnamed(people) for _, people in mention.sides)


def _unnamed(people: Sequence[str]) -> bool:
    return all(p.endswith("_delegation") for p in people)


def _join_title(mention: ContactMention, groups: list[list[ContactMention]]) -> None:
    fitting = [g for g in groups if any(same_people(mention, m) and compatible(mention.when, m.when) for m in g)]
    news = [g for g in fitting if any(m.role is Role.NEW for m in g)]
    if news:
        best = min(
            news,
            key=lambda g: (all(STATUS_CLASS[m.status] != STATUS_CLASS[mention.status] for m in g), g[0].span.start),
        )
        best.append(mention)
    elif not fitting:
        groups.append([mention])


def _merged(group: list[ContactMention], published: date, weights: Mapping[str, float]) -> ContactMention:
    body = [m for m in group if m.part is Part.TEXT] or group
    best = max(
        body, key=lambda m: (not _is_vague(m), not _says_no_status(m), m.when is not None, m.confidence, -m.span.start)
    )
    when = _best_date([m.when for m in body if m.when is not None] or [m.when for m in group if m.when is not None])
    sides: dict[str, set[str]] = {}
    for mention in group:
        if not _is_vague(mention) or _is_vague(best):
            for side, people in mention.sides:
                sides.setdefault(side, set()).update(people)
    parties = tuple((side, tuple(sorted(people))) for side, people in sorted(sides.items()))
    others = {p for m in group for p in m.participants if p.startswith("other:")}
    role = Role.NEW if any(m.role is Role.NEW for m in group) else Role.BACKGROUND
    happened = STATUS_CLASS[best.status] in ("held", "denied")
    if when is None and happened and not any(m.part is Part.TITLE or m.span.start < _LEAD_CHARS for m in group):
        role = Role.BACKGROUND  # an undated contact is news only where the article begins with it
    if when is not None and when.last < published - timedelta(days=3):
        role = Role.BACKGROUND
    features = _features(group, best, role)
    return replace(
        best,
        participants=tuple(sorted({p for _, ps in parties for p in ps} | others)),
        sides=parties,
        mode=_most_told([_told_mode(m) for m in body], best.mode),
        setting=_setting(body, best),
        status=_status(body, best),
        when=when,
        place=_best_place(body, best),
        role=role,
        scope=min((m.scope for m in group), key=SCOPE_ORDER.index),
        features=features,
        confidence=probability(features, weights),
    )


def _best_date(dates: list[When]) -> When | None:
    """The narrowest date; among equals the first named."""
    return min(dates, key=lambda w: w.last - w.first) if dates else None


def _status(body: list[ContactMention], best: ContactMention) -> Status:
    held = [m.status for m in body if m.status is Status.HELD and not _says_no_status(m)]
    if STATUS_CLASS[best.status] == "ahead" and held:
        return Status.HELD
    fate = [m.status for m in body if STATUS_CLASS[m.status] in ("off", "denied")]
    if STATUS_CLASS[best.status] == "ahead" and fate:
        return fate[0]
    return best.status if best.when is not None else _first_status(body)


def _first_status(body: list[ContactMention]) -> Status:
    return min(body, key=lambda m: (_says_no_status(m), m.span.start)).status


def _most_told(modes: list[Mode], fallback: Mode) -> Mode:
    told = [m for m in modes if m is not Mode.UNKNOWN]
    remote = [m for m in told if m is not Mode.IN_PERSON]
    if remote and len(remote) * 2 >= len(told):
        return max(
            remote, key=remote.count
        )  # of those told equally often the first: a set would have another order in each process
    return max(told, key=told.count) if told else fallback


def _features(group: list[ContactMention], best: ContactMention, role: Role) -> tuple[str, ...]:
    """Return the features of the best mention and those of the whole group."""
    body = [m for m in group if m.part is Part.TEXT]
    own = [f for f in best.features if f not in ("is_background", "title")]
    return (
        *own,
        *(["is_background"] if role is Role.BACKGROUND else []),
        *(["repeated"] if len(body) > 1 else []),
        *(["often"] if len(body) > 3 else []),
        *(["in_title"] if len(body) < len(group) and body else []),
        *(["only_title"] if not body else []),
        *(["unsaid"] if role is Role.BACKGROUND and all(_says_no_status(m) for m in group) else []),
    )


def _best_place(body: list[ContactMention], best: ContactMention) -> str | None:
    """The place told most often; of equals that of the best mention, then the first."""
    told = [m.place for m in body if m.place]
    return max(told, key=lambda p: (told.count(p), p == best.place, -told.index(p))) if told else None


def _setting(body: list[ContactMention], best: ContactMention) -> Setting:
    special = [m.setting for m in body if m.setting in (Setting.MARGINS, Setting.VISIT)]
    return special[0] if special and best.setting is not Setting.DELEGATION else best.setting
