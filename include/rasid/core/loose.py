"""Parties that stand beside a trigger though no syntax that is known binds them: weaker evidence, told as such.

Each way has a pattern of its own, whose weight (include/lexicons/confidence.yml) says how often it is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.grammar import MANNERS, Form
from include.rasid.core.groups import Binding
from include.rasid.core.lexicon import FormKind
from include.rasid.core.missives import OFFICIALS
from include.rasid.core.references import Ref, RefKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from include.rasid.core.parties import Parties
    from include.rasid.core.references import Unit

CLAUSE, SENTENCE, CARRIED, TOPIC, RESUMED = "comention", "beside", "carried", "topic", "resumed"
LOOSE = frozenset({CLAUSE, SENTENCE, CARRIED, RESUMED})
_REACH = 16  # items between the trigger and each of them in its clause
_MANNER = 6  # items between a verb and the adverb that tells the means
_TARGET_ITEMS = 4  # between «انتقد» and whom it hits
_ATTENDED_ITEMS = 6
_OF_PERSONS = frozenset({"meet", "receive", "host", "visit", "greet"})  # keys of verbs whose object is whom it is with
_NAMES = frozenset(
    {FormKind.FAMILY_NAME, FormKind.PERSON, FormKind.NEAR_NAME}
)  # of nobody whom the text has named in full
_WITH_ITEMS = 4
_FAR = 30  # the same in its sentence
_TOPIC_PARAGRAPHS = 3  # what «اللقاء» means stands at most so far back
_CARRIED_REFS = 6  # officials named last, among whom the other party may be
_WEAK = frozenset(
    {
        "call",
        "consultations",
        "message",
        "exchange",
        "discuss",
        "sign",
        "gather",
        "take_place",
        "see",
        "join",
        "listen",
        "welcome",
        "keep_company",
        "summon",
        "hours",
        "another",
        "appointment",
        "invite",
        "visit",
        "return_to_table",
        "line",
    }
)  # they say too little by themselves


def bind_to_topic(parties: Parties, t: int) -> Binding | None:
    """Return the pair told last for a definite noun without parties: «ثم ألغى بلينكن اللقاء»."""
    trigger, pairs = parties.items[t].trigger, parties.reading.pairs
    if trigger is None or trigger.form is not Form.NOUN or not trigger.definite or _is_excluded(parties, t):
        return None
    told = pairs[-1] if pairs else None
    if trigger.key == "summit":  # of those who lead states, whoever was told of last
        told = next((p for p in reversed(pairs) if all(parties.reading.leads_a_state(r) for r in p.refs)), None)
    if told is None or not told.is_watched or parties.reading.paragraph - told.paragraph > _TOPIC_PARAGRAPHS:
        return None
    return Binding(refs=told.refs, pattern=TOPIC, last=t + 1)


def bind_loosely(parties: Parties, t: int) -> Binding | None:
    """Return one official of each side who stand in the clause of the trigger at ``t``, else in its sentence.

    Else one of them stands there and the other is carried on from before. None where officials of third countries stand
    there too.
    """
    trigger = parties.items[t].trigger
    if trigger is None or _is_excluded(parties, t) or (trigger.pronoun and trigger.form is Form.NOUN):
        return None
    first, end = parties.clause(t)
    if any("attendance" in i.cues for i in parties.items[first : t + _ATTENDED_ITEMS]):
        return None  # of a gathering it is told who takes part
    if _is_with_others(parties, t):
        return None
    in_clause = [
        u
        for u in parties.units
        if max(first, t - _REACH) <= u.first < min(end, t + _REACH) and not _says(parties, u, t)
    ]
    free = [u for u in in_clause if not _is_beside(parties, u, trigger.key)]
    before = [u for u in free if u.last <= t] if trigger.key in MANNERS else []  # «حض بلينكن لافروف هاتفيا على …»
    bound = _one_of_each(parties, before, CLAUSE, t) or _one_of_each(parties, free, CLAUSE, t)
    if bound is not None:
        return bound
    in_sentence = [
        u for u in parties.units if abs(u.first - t) <= _FAR and not (_is_spoken_of(parties, u) or _says(parties, u, t))
    ]
    return _one_of_each(parties, in_sentence, SENTENCE, t) or _carried(parties, in_sentence, t)


def _is_excluded(parties: Parties, t: int) -> bool:
    trigger = parties.items[t].trigger
    if trigger is None or trigger.key in _WEAK or trigger.weak or parties.is_forum(t):
        return True
    if t + 1 < len(parties.items) and "internal" in parties.items[t + 1].words:
        return True  # «اجتماع حكومي»
    if trigger.key == "conversation" and not trigger.definite and t + 1 in parties.starts:
        return True  # «كلام السفير», «حديث بوتين»: his words
    if trigger.is_pair and parties.items[t].text.endswith(("وا", "ون")):
        return True  # many, and who they are is not said
    if trigger.key in ("sit", "sitting") and not parties.is_together(t):
        return True
    if trigger.key in MANNERS and any(i.trigger for i in parties.items[max(0, t - _MANNER) : t]):
        return True  # it says how they did what the verb before tells
    return t > 0 and bool(parties.items[t - 1].words & {"margin", "edge", "channel"})


def _is_beside(parties: Parties, unit: Unit, key: str) -> bool:
    is_addressed = key in MANNERS and unit.prefix.endswith("ل") and unit.prefix != "ال"  # «شرح بوتين لترامب»
    return parties.is_beside(unit) and not is_addressed


def _is_spoken_of(parties: Parties, unit: Unit) -> bool:
    """Whether the unit is behind عن, حول, بشأن …, or speaks for others."""
    before = parties.items[unit.first - 1] if unit.first else None
    return parties.is_mouthpiece(unit.refs[0]) or (before is not None and "of_other" in before.words)


def _says(parties: Parties, unit: Unit, t: int) -> bool:
    """«عقد بوتين اجتماعا أمس، كما قال بايدن», «تناولت المحادثات سياسة بايدن»: who tells of it behind it, or whose doings it is about."""
    if unit.first == 0:
        return False
    before = parties.items[unit.first - 1]
    if ("speech" in before.cues and unit.first > t) or ("possession" in before.words and not unit.prefix):
        return True
    return (
        _is_target(parties, unit) or parties.is_among(unit) or (unit.first > 1 and parties.speaks_in_it(unit.first - 2))
    )


def _is_target(parties: Parties, unit: Unit) -> bool:
    """«وانتقد خلالها بلينكن», «انتقد لافروف بلينكن خلال لقاء مع طلاب»: whom a word hits; the first of two beside each other says it."""
    first, _ = parties.clause(unit.first)
    near = range(max(first, unit.first - _TARGET_ITEMS), unit.first)
    if not any("targets" in parties.items[n].words for n in near):
        return False
    return not (unit.last in parties.starts and not parties.starts[unit.last].prefix)


def _officials(parties: Parties, units: Iterable[Unit]) -> dict[int, list[Ref]]:
    """Return the officials by side; 0 are third countries."""
    found: dict[int, list[Ref]] = {}
    for unit in units:
        for ref in unit.refs:
            if ref.kind is not RefKind.COUNTRY and ref.kind is not RefKind.PAIR and ref.key:
                found.setdefault(parties.reading.side_of(ref), []).append(ref)
    return found


def _one_of_each(parties: Parties, units: Iterable[Unit], pattern: str, t: int) -> Binding | None:
    found = _officials(parties, units)
    trigger = parties.items[t].trigger
    of_many = trigger is not None and trigger.key == "lead"  # «ترأست شيرمان الجانب الأميركي، قبالة بوغدانوف وغاتيلوف»
    if set(found) != {1, 2} or (not of_many and any(len({r.key for r in refs}) > 1 for refs in found.values())):
        return None
    refs = tuple(dict.fromkeys((*found[1], *found[2]) if of_many else (found[1][0], found[2][0])))
    last = max((u.last for u in parties.units if set(u.refs) & set(refs)), default=t + 1)
    return Binding(refs=refs, pattern=pattern, last=max(last, t + 1))


def _has_object(parties: Parties, t: int) -> bool:
    """«استقبل بوتين كيراي»: a word that is not known stands where the other party does."""
    unit = parties.starts.get(t + 1)
    behind = parties.items[unit.last] if unit is not None and unit.last < len(parties.items) else None
    return behind is not None and behind.is_word and not behind.words and not behind.cues


def _is_with_others(parties: Parties, t: int) -> bool:
    """«التقى أوستن نظراءه», «سيلتقي شي في بكين», «اجتماع بوتين بقادة»: the other party is told, and is nobody who is known."""
    trigger, unit = parties.items[t].trigger, parties.starts.get(t + 1)
    leads = next(
        (n for n in range(t + 1, min(t + _WITH_ITEMS, len(parties.items))) if "with" in parties.items[n].words), None
    )
    if leads is not None and not parties.is_known_behind(leads):
        return True  # «لقاء مع عمال مصنع»: nobody who is known
    at = unit.last if unit is not None else t + 1
    behind = parties.items[at] if at < len(parties.items) else None
    if trigger is None or behind is None or behind.is_punctuation:
        return False
    if trigger.form is Form.NOUN:
        is_his = unit is not None and not trigger.definite and unit.refs[0].kind in OFFICIALS and not unit.prefix
        is_unknown = not (behind.keys.keys() - _NAMES or behind.words or behind.cues)
        return is_his and is_unknown and (behind.prefix or behind.text).startswith(("ب", "و"))
    if "ب" in trigger.prepositions and at not in parties.starts and (behind.prefix or behind.text).startswith("ب"):
        return True  # «اجتمع بلينكن بوزراء خارجية العشرين»
    is_unknown = not (behind.words or behind.cues or behind.keys.keys() - _NAMES or behind.prefix)
    return "counterpart" in behind.words or (is_unknown and trigger.key in _OF_PERSONS)


def _carried(parties: Parties, units: Iterable[Unit], t: int) -> Binding | None:
    """«وبعد الغداء استقبل الضيف …»: one party is named, the other was named last among the officials before."""
    trigger = parties.items[t].trigger
    if trigger is not None and trigger.form is not Form.NOUN and t + 1 not in parties.covered:
        return None  # «استقبل سموه الفريق أوستن»: somebody else is the subject
    if trigger is not None and trigger.form is not Form.NOUN and _has_object(parties, t):
        return None
    found = _officials(parties, units)
    if len(found) != 1 or 0 in found or len({r.key for refs in found.values() for r in refs}) > 1:
        return None
    (side, refs), last = next(iter(found.items())), t + 1
    told = parties.reading.pairs[-1:] if parties.reading.pairs else []
    for pair in told:  # «قبل أن يلغي بلينكن اجتماعا ثانيا»: with whom the text has just told him to meet
        if (
            pair.is_watched
            and parties.reading.paragraph - pair.paragraph <= 1
            and refs[0].key in {r.key for r in pair.refs}
        ):
            return Binding(refs=pair.refs, pattern=RESUMED, last=last)
    before = [r for r in parties.before if r.key and not parties.is_mouthpiece(r)][-_CARRIED_REFS:]
    other = next((r for r in reversed(before) if r.key != refs[0].key), None)
    if other is None or parties.reading.side_of(other) != 3 - side:
        return None
    return Binding(refs=(refs[0], other), pattern=CARRIED, last=last)
