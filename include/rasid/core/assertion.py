"""How a text asserts a contact: status from tense, cues, negation and dates; mode and setting from the words around."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from include.rasid.core.clause import AFTER, NEAR, Assertion
from include.rasid.core.grammar import MANNERS, Form
from include.rasid.core.negation import read_negation
from include.rasid.model import Mode, Setting, Status

if TYPE_CHECKING:
    from datetime import date

    from include.rasid.core.clause import Clause
    from include.rasid.core.grammar import Grammar
    from include.rasid.core.items import Item
    from include.rasid.model import When

_ABOUT_ITEMS = 3  # between «عن» and the noun: «عن عقد قمة»
_OBJECT = ("ه", "ها", "هما")
_AIM_ITEMS = 4  # «التحضيرات جارية لعقد قمة»
_TO = "الي"
_WAY_ITEMS = 16  # from a verb of going to what one goes for
RECENT = timedelta(days=3)  # gold/GUIDE.md: news are the 3 days up to publication
_OF_ANOTHER_DAY = ("task", "invitation", "accepted")  # a day gone by is when it was asked or arranged
_AGREED_REACH = 5  # items: «اتفقا على عقد لقاء»


def read_status(clause: Clause, when: When | None, published: date, *, is_title: bool) -> Assertion:
    """Return what the clause asserts of its trigger on the day ``published``."""
    negated = read_negation(clause, when)
    if negated is not None:
        return negated
    status, reason = _by_tense(clause, is_title=is_title)
    if reason == "purpose" and when is not None and published - RECENT <= when.last:
        return Assertion(status=status, reasons=(reason,))  # «وصل أمس للقاء بوتين»: the day is that of the journey
    if reason in _OF_ANOTHER_DAY and when is not None and when.last < published:
        return Assertion(
            status=status, reasons=(reason,)
        )  # «حين تهاتفا أمس، أوعزا بترتيب لقاء»: the day is of the call
    if when is not None and when.last < published and status in (Status.PLANNED, Status.POSSIBLE, Status.ONGOING):
        if clause.governed_by("possible"):
            return Assertion(status=None, reasons=("past_possibility",))
        return Assertion(status=Status.HELD, reasons=(reason, "date_is_past"))
    if reason == "task" and when is not None and when.is_day and when.first >= published:
        return Assertion(status=Status.PLANNED, reasons=(reason, "has_its_day"))
    if when is not None and when.first > published and status in (Status.HELD, Status.ONGOING):
        return Assertion(status=Status.PLANNED, reasons=(reason, "date_is_future"))
    return Assertion(status=status, reasons=(reason,))


def looks_back(clause: Clause) -> bool:
    """Tell whether the words tell of something held, so that a day to come cannot be its day."""
    if clause.trigger is not None and (clause.trigger.form is Form.PAST or clause.is_told_on()):
        return True
    return clause.is_noun and _by_governor(clause)[1] in ("after", "held_relative", "held_cue")


def looks_ahead(clause: Clause, *, is_title: bool) -> bool:
    """Tell whether tense and cues speak of something to come; dates are left out of it."""
    return _by_tense(clause, is_title=is_title)[0] in (Status.PLANNED, Status.POSSIBLE)


def _by_tense(clause: Clause, *, is_title: bool) -> tuple[Status, str]:
    trigger = clause.trigger
    if trigger is not None and trigger.key in ("invite", "invitation"):
        return _of_invitation(clause)
    if trigger is not None and trigger.form is Form.PAST and not _is_governed_noun(clause):
        return _of_past(clause)
    if trigger is not None and trigger.form is Form.FUTURE:
        may_be = any("possible" in i.cues for i in (*clause.left[-3:], *clause.right[:4]))  # «سيجتمع على الأرجح»
        return (Status.POSSIBLE, "possible") if may_be else (Status.PLANNED, "future_verb")
    if trigger is not None and trigger.form is Form.PRESENT and _is_what_for(clause):
        return Status.HELD, "purpose_done"
    if trigger is not None and trigger.form is Form.PRESENT and clause.is_told_on():
        return Status.HELD, "narrative"
    if trigger is not None and trigger.form is Form.PRESENT:
        if clause.governed_by("possible", reach=NEAR):
            return Status.POSSIBLE, "possible"
        future = clause.near("future")
        return (Status.HELD, "headline_present") if is_title and not future else (Status.PLANNED, "present_verb")
    if any("possible" in i.cues for i in clause.right[:2]) or any("soon" in i.cues for i in clause.right[:1]):
        return Status.POSSIBLE, "possible"
    return _by_governor(clause)


def _of_invitation(clause: Clause) -> tuple[Status, str]:
    """«قبل بوتين دعوة ترامب», «دعاه إلى زيارة موسكو، وقبلها أوباما»: who takes an invitation up will come."""
    taken = any("takes_up" in i.words for i in clause.left[-_AGREED_REACH:]) or any(
        "takes_up" in i.words and i.text.endswith("ها") for i in clause.tail[:_WAY_ITEMS]
    )
    if any("takes_back" in i.words for i in clause.left[-_AGREED_REACH:]):
        return Status.CANCELLED, "cancelled"
    return (Status.PLANNED, "accepted") if taken else (Status.POSSIBLE, "invitation")


def _of_past(clause: Clause) -> tuple[Status, str]:
    """«وربما رافقه كوشنر» may be, «بعد أن يكون قد اجتمع بشويغو» will be."""
    if clause.left and "perhaps" in clause.left[-1].words:
        return Status.POSSIBLE, "possible"
    will_have = any(b.text == "قد" and "light" in a.cues for a, b in pairwise(clause.left[-2:]))
    return (Status.PLANNED, "future_perfect") if will_have else (Status.HELD, "past_verb")


def _is_governed_noun(clause: Clause) -> bool:
    """«ينوي جيفري بحث إدلب مع فيرشينين»: the form of a past verb names an act that another verb governs."""
    cues = {"future", "possible", "agreed"}
    return "noun_too" in clause.own.words and any(i.cues & cues for i in clause.left[-_AGREED_REACH:])


def _is_what_for(clause: Clause) -> bool:
    """«حط بيرنز رحاله في أنقرة ليقابل ناريشكين»: told of a journey that is over, what it was for has been done."""
    came = any("motion" in i.words for i in clause.left)
    return clause.own.prefix.endswith("ل") and came and not clause.story_ahead()


def _by_governor(clause: Clause) -> tuple[Status, str]:
    """Return the status of a noun: the nearest cue before it governs, then what follows it."""
    if _is_purpose(clause):
        is_open = any("possible" in i.cues for i in clause.left)
        return (Status.POSSIBLE, "possible") if is_open else (Status.PLANNED, "purpose")
    near = clause.right[:3]
    if any("held" in i.cues and i.text.endswith(_OBJECT) for i in near) and not any("future" in i.cues for i in near):
        return Status.HELD, "held_relative"  # «في اتصال أجراه بايدن مع بوتين»
    if (aim := _by_aim(clause)) is not None:
        return aim
    is_task = is_said = False
    for distance, item in enumerate(reversed(clause.left[-NEAR:]), 1):
        is_task = is_task or ("arranging" in item.cues and distance <= 2 and _is_verbal_noun(clause, distance))
        found = _by_preposition(clause, item, distance) if distance <= 2 else None  # «في ختام محادثات»
        if distance == 1 and clause.is_said_in():
            found = (Status.HELD, "after")  # «اقترح بايدن في اتصال هاتفي مع بوتين عقد قمة»
        is_said = is_said or "that" in item.words
        found = found or _by_cue(item, distance, is_task=is_task, is_said=is_said)
        if found is not None:
            return found
    if is_task:
        told = any(i.cues & {"agreed", "speech"} and "denial" not in i.cues for i in clause.left)
        return (Status.PLANNED, "announced_task") if told and _is_about(clause) else (Status.POSSIBLE, "task")
    if clause.followed_by("future"):
        return Status.PLANNED, "future_cue"
    if clause.will_be():
        return Status.PLANNED, "predicate_ahead"
    return Status.HELD, "held_cue" if clause.followed_by("held") else "noun"


def _by_aim(clause: Clause) -> tuple[Status, str] | None:
    """«لبحث عقد لقاء مع بوتين», «التحضيرات جارية لعقد قمة»: what is talked of or prepared has not been."""
    if clause.trigger is not None and clause.trigger.definite:
        return None
    near = clause.left[-_AIM_ITEMS:]
    while near and ("arranging" in near[-1].cues or near[-1].text == "علي"):
        near = near[:-1]
    if _is_discussed(clause, near):
        return (Status.PLANNED, "future_cue") if clause.followed_by("future") else (Status.POSSIBLE, "possible")
    leads = clause.own.prefix.endswith("ل") or any(i.text.startswith("ل") for i in clause.left[len(clause.left) - 1 :])
    at = next((n for n, i in enumerate(near) if "preparing" in i.words), None)
    if at is None or any(i.trigger is not None or i.keys for i in near[at + 1 :]):
        return None
    return (Status.PLANNED, "future_cue") if leads or at == len(near) - 1 else None


def _is_discussed(clause: Clause, near: list[Item]) -> bool:
    """«لبحث لقاء مع بوتين», «ناقش ترامب مع مساعديه عقد قمة»."""
    if near and "discussing" in near[-1].words:
        return True
    if not clause.left or "arranging" not in clause.left[-1].cues:
        return False
    verb = next((i for i in reversed(clause.left[-NEAR:]) if i.trigger is not None), None)
    return verb is not None and verb.trigger is not None and verb.trigger.key == "discuss"


def _is_purpose(clause: Clause) -> bool:
    """«يتوجه إلى موسكو للقاء بوتين», «أوفده إلى الاجتماع معه»: what somebody goes or is sent for."""
    before = clause.left[-1] if clause.left else None
    leads = before is not None and (before.text == _TO or "purpose" in before.words)
    if not (clause.own.prefix.endswith("ل") or leads):
        return False
    way = clause.left[-_WAY_ITEMS:]
    return any("motion" in i.words for i in way) and not any("held" in i.cues for i in way)


def _by_preposition(clause: Clause, item: Item, distance: int) -> tuple[Status, str] | None:
    if "after" in item.cues and item.text != "لدي":
        is_ahead = "during" in item.words and clause.looks_ahead()
        return (Status.PLANNED, "during_ahead") if is_ahead else (Status.HELD, "after")
    if "edge" in item.words and distance == 1:
        return (Status.PLANNED, "during_ahead") if clause.looks_ahead() else (Status.HELD, "after")
    governs_other = distance > 1 and clause.left[1 - distance].text.startswith("ال")  # «وعقدا قبل التوقيع محادثات»
    if item.text in ("قبل", "قبيل") and not _is_ago(clause, distance) and not governs_other:
        return (Status.HELD, "before_then") if clause.governed_by("was", reach=NEAR) else (Status.PLANNED, "before")
    return None


def _by_cue(item: Item, distance: int, *, is_task: bool, is_said: bool) -> tuple[Status, str] | None:
    """``is_said``: إن stands between, so that «أعلن» only tells who speaks."""
    if "possible" in item.cues:
        return Status.POSSIBLE, "possible"
    if "future" in item.cues or ("agreed" in item.cues and distance <= _AGREED_REACH and not is_said):
        return Status.PLANNED, "future_cue"
    if "held" in item.cues and not is_task:
        return Status.HELD, "held_cue"
    return (Status.ONGOING, "ongoing") if "ongoing" in item.cues else None


def _is_about(clause: Clause) -> bool:
    """«كشف عن عقد قمة», «أعلن عن لقاء»: what is made known is to come."""
    return any(i.text == "عن" for i in clause.left[-_ABOUT_ITEMS:])


def _is_ago(clause: Clause, distance: int) -> bool:
    return distance > 1 and "ago" in clause.left[1 - distance].words


def _is_verbal_noun(clause: Clause, distance: int) -> bool:
    """«على عقد لقاء», «لعقد لقاء»: عقد names an act that another word governs, «عقد الوزيران لقاء» tells one."""
    item = clause.left[-distance]
    if not item.text.endswith("عقد"):
        return True
    before = clause.left[-distance - 1] if distance < len(clause.left) else None
    if distance == 1 and not clause.own.prefix and any("possible" in i.cues for i in clause.left):
        return True  # «عرض على نظيره، خلال اتصال هاتفي، عقد لقاء»
    if item.text.startswith(("ل", "ب")) or item.prefix.startswith(("ل", "ب")):
        return True
    governors = frozenset({"possible", "agreed", "denial", "negation", "cancelled", "postponed", "future", "willing"})
    further = clause.left[-distance - 2] if distance + 1 < len(clause.left) else None
    return before is not None and (
        bool(before.cues & governors)
        or "governing" in before.words
        or (further is not None and bool(further.cues & governors))
    )


def read_mode(clause: Clause, grammar: Grammar) -> Mode:
    """Return the mode: words around the trigger before the trigger's own."""
    own = clause.trigger.mode if clause.trigger else Mode.UNKNOWN
    at_place = own is Mode.UNKNOWN and any("margin" in i.words for i in (*clause.left[-3:], *clause.right))
    is_verb = clause.trigger is not None and clause.trigger.form is not Form.NOUN
    # «سيتحدثان هاتفيا ثم يلتقيان»: what stands before a verb of meeting is the means of another.
    lead = [] if is_verb and own is Mode.IN_PERSON and any(i.trigger for i in clause.left[-3:]) else clause.left[-3:]
    behind = list(takewhile(lambda i: i.trigger is None or i.trigger.key in MANNERS, clause.predicate))
    for item in [*clause.right[:AFTER], *behind, *lead]:
        word = item.prefix + item.text
        for rest in (
            word,
            word.removeprefix("ال"),
            word.removeprefix("بال"),
            word.removeprefix("ب"),
            word.removeprefix("و"),
        ):
            mode = grammar.modes.get(rest)
            if mode is not None and (mode is not Mode.MESSAGE or own is Mode.UNKNOWN):
                return mode
    return Mode.IN_PERSON if at_place else own


def read_setting(clause: Clause, grammar: Grammar, parties: int) -> Setting:
    """Return the frame in which the parties communicated."""
    words = [i.prefix + i.text for i in (*clause.left[-NEAR:], clause.own, *clause.right)]
    for size in (2, 1):
        for at in range(len(words) - size + 1):
            setting = grammar.settings.get(" ".join(words[at : at + size]))
            if setting is not None:
                return setting
    if clause.trigger is not None and clause.trigger.key == "receive":
        return Setting.VISIT
    return Setting.BILATERAL if parties == 2 else Setting.MULTILATERAL
