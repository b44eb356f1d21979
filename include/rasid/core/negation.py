"""What a clause calls off, puts off or denies, and what it mentions without asserting it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from include.rasid.core.clause import AFTER, GOVERNING, NEAR, Assertion
from include.rasid.core.grammar import Form
from include.rasid.model import Status

if TYPE_CHECKING:
    from include.rasid.core.clause import Clause
    from include.rasid.model import When

_FATE_REACH = 30  # items behind a trigger within which its fate may be told
_ABOUT_ITEMS = 3  # between عن and the noun: «عن فكرة عقد قمة»
_GIVEN_UP_ITEMS = 8  # between the verb and its عن, with who gives up
_OPINION_ITEMS = 8  # between those who think it possible and what they think of
_NEGATES_ANY = 16  # items: «من دون أن يعقد وزيرا خارجية الولايات المتحدة وروسيا أي لقاء»


def read_negation(clause: Clause, when: When | None) -> Assertion | None:
    """Return the reading of a clause that calls the contact off, denies it or does not assert it; None: it is asserted."""
    if clause.is_noun and any("experts" in i.words for i in clause.left[-_OPINION_ITEMS:]) and _is_said(clause):
        return Assertion(status=None, reasons=("opinion",))
    for rule in (_called_off, _denied, _negated, _not_asserted):
        found = rule(clause, when)
        if found is not None:
            return _last_since(clause, when) if found.status is Status.NOT_HELD and _has_since(clause) else found
    return None


def _is_said(clause: Clause) -> bool:
    """«رأى محلل أن قمة بين بايدن وبوتين مستبعدة»: what somebody says of a meeting without the article, which is none yet."""
    said = any("that" in i.words for i in clause.left[-_OPINION_ITEMS:])
    return said and clause.trigger is not None and not clause.trigger.definite


def _has_since(clause: Clause) -> bool:
    return any(i.text == "منذ" for i in clause.right)


def _last_since(clause: Clause, when: When | None) -> Assertion:
    """«لم يجتمعا منذ مارس» tells of the last contact; «منذ قمة جنيف» leaves it to the noun behind."""
    is_dated = when is not None and when.basis != "relative"  # «منذ عامين» is none
    is_last = is_dated and not any(i.trigger for i in clause.right)
    return Assertion(status=Status.HELD if is_last else None, reasons=("last_since",))


def _called_off(clause: Clause, when: When | None) -> Assertion | None:  # noqa: ARG001 - one signature for all rules
    is_noun = clause.is_noun
    if is_noun and clause.followed_by("was", "past_expectation"):  # «المشاورات التي كانت مقررة في فيينا … أُجلت»
        fate = _fate(clause)
        if fate is not None:
            return Assertion(status=fate, reasons=("was_planned",))
    reach = NEAR if is_noun else GOVERNING
    behind = [*clause.right[:AFTER], *(clause.predicate if is_noun else ())]
    if clause.governed_by("cancelled", reach=reach) or any("cancelled" in i.cues for i in behind):
        return Assertion(status=Status.CANCELLED, reasons=("cancelled",))
    if is_noun and _is_given_up(clause):
        return Assertion(status=Status.CANCELLED, reasons=("cancelled",))
    if clause.is_known and clause.followed_by("falls_through"):
        return Assertion(status=Status.CANCELLED, reasons=("falls_through",))
    is_put_off = clause.governed_by("postponed", reach=reach) and not _is_comment(clause)
    if is_put_off or any("postponed" in i.cues for i in behind):
        return Assertion(status=Status.POSTPONED, reasons=("postponed",))
    return None


def _is_comment(clause: Clause) -> bool:
    """«وعلق بيسكوف على المحادثة الجديدة»: a verb of putting off that is one of commenting with على."""
    return bool(clause.left) and clause.left[-1].text == "علي" and any("comments" in i.words for i in clause.left)


def _is_failed(clause: Clause) -> bool:
    """«أخفقت السفارة الأميركية في ترتيب اتصال»; «فشل اللقاء» was one."""
    near = clause.left[-_ABOUT_ITEMS:]
    is_act = "act_of_meeting" in clause.own.words and bool(near) and near[-1].text == "في"
    arranged = any("arranging" in b.cues and a.text in ("في", "عن") for a, b in pairwise(near))
    return (arranged or is_act) and any("fails" in i.words for i in clause.left[-_NEGATES_ANY:])


def _is_given_up(clause: Clause) -> bool:
    """«عدل الرئيس الأميركي عن لقاء القمة», «صرفت واشنطن النظر عن إيفاد …»."""
    about = next((n for n in range(len(clause.left) - 1, -1, -1) if clause.left[n].text == "عن"), None)
    if about is None or len(clause.left) - about > _ABOUT_ITEMS:
        return False
    return any("gives_up" in i.words for i in clause.left[max(0, about - _GIVEN_UP_ITEMS) : about])


def _denied(clause: Clause, when: When | None) -> Assertion | None:  # noqa: ARG001 - one signature for all rules
    if clause.is_noun and clause.governed_by("falls_through"):
        was_not = any("falls_through" in i.cues and i.text.endswith("لم") for i in clause.left)
        # «لن يعقد لقاء مع لافروف», «لم يتم لقاء»
        return Assertion(status=Status.NOT_HELD if was_not else Status.DENIED, reasons=("negated",))
    if clause.is_noun and clause.followed_by("falls_through"):
        return Assertion(status=Status.DENIED, reasons=("predicate_negated",))  # «لقاء رسميا لن ينعقد»
    ahead = any("negation" in a.cues and "future" in b.cues for a, b in pairwise(clause.right))
    if ahead or (clause.is_noun and clause.followed_by("denied_after")):  # «لقاء الرئيسين ليس مقررا»
        return Assertion(status=Status.DENIED, reasons=("predicate_negated",))
    if clause.governed_by("no_plans", reach=_NEGATES_ANY):
        return Assertion(status=Status.DENIED, reasons=("no_plans",))
    is_told = any("held" in i.cues and "arranging" not in i.cues for i in clause.left[-2:])
    if clause.governed_by("denial", reach=NEAR) and not is_told:
        return Assertion(status=Status.DENIED, reasons=("denied",))
    if clause.is_noun and _is_failed(clause):
        return Assertion(status=Status.NOT_HELD, reasons=("never",))
    if clause.governed_by("never", reach=_NEGATES_ANY):
        return Assertion(status=Status.NOT_HELD, reasons=("never",))
    return None


def _negated(clause: Clause, when: When | None) -> Assertion | None:
    if clause.is_noun and clause.own.prefix.endswith("ل") and clause.governed_by("negation", reach=_NEGATES_ANY):
        at = max(n for n, i in enumerate(clause.left) if "negation" in i.cues)
        if _is_of_other_verb(clause, at):  # «لن يذهب إلى موسكو للقاء بوتين»
            is_ahead = clause.left[at].text.endswith(("لن", "لا"))
            return Assertion(status=Status.DENIED if is_ahead else Status.NOT_HELD, reasons=("purpose_negated",))
    if not clause.governed_by("negation", reach=_negation_reach(clause)):
        return None
    if _has_since(clause):
        return _last_since(clause, when)
    if any("except" in i.cues for i in clause.right[:GOVERNING]):
        return Assertion(status=Status.HELD, reasons=("except",))
    at = max(n for n, i in enumerate(clause.left) if "negation" in i.cues)
    nearest = clause.left[at]
    if "without" in nearest.cues and clause.left[at].text in ("دون", "من", "غير") and _is_of_other_verb(clause, at):
        return None
    if clause.is_noun and _is_of_other_verb(clause, at):
        return None
    if "without" in nearest.cues and any("after" in i.cues for i in clause.left[at + 1 :]):
        return None  # «من دون اتفاق بعد قمة دامت ثلاث ساعات»
    if "without" in nearest.cues:
        return Assertion(status=Status.NOT_HELD, reasons=("without",))
    is_ahead = nearest.text.endswith(("لن", "لا")) or (
        not nearest.text.endswith("لم") and clause.governed_by("future", "possible")
    )
    return Assertion(status=Status.DENIED if is_ahead else Status.NOT_HELD, reasons=("negated",))


def _is_of_any(clause: Clause) -> bool:
    """«يرى محللون أن أي لقاء بين ترامب وبوتين لن يغير شيئا»: whichever may come."""
    before = clause.left[-1] if clause.left else None
    return clause.is_noun and before is not None and "any" in before.words


def _is_of_other_verb(clause: Clause, at: int) -> bool:
    """«لم يمر يوم على المكالمة»: what is negated is a verb that says nothing of the contact."""
    if at + 1 < len(clause.left) and "that" in clause.left[at + 1].words:
        at += 1  # «من دون أن تفضي محادثاتهما إلى اتفاق»
    elif not clause.left[at].text.endswith(("لم", "لن", "لا", "ان")):
        return False
    verb = clause.left[at + 1] if at + 1 < len(clause.left) else None
    if verb is None:
        return False
    return verb.text[:1] in "يتن" and len(verb.text) > 2 and not verb.cues and "light" not in verb.words


def _negation_reach(clause: Clause) -> int:
    """A verb is negated right before it, or before the أن that leads to it; a past verb takes no لم."""
    before = clause.left[-1] if clause.left else None
    if clause.is_noun:
        return _NEGATES_ANY if before is not None and "any" in before.words else GOVERNING
    if clause.trigger is not None and clause.trigger.form is Form.PAST:
        return 0
    return GOVERNING if before is not None and "that" in before.words else 2


def _not_asserted(clause: Clause, when: When | None) -> Assertion | None:  # noqa: ARG001 - one signature for all rules
    is_ahead = clause.trigger is not None and clause.trigger.form is Form.FUTURE
    if clause.governed_by("past_expectation", reach=NEAR) or (is_ahead and clause.governed_by("was")):
        return Assertion(status=_fate(clause), reasons=("past_expectation",))
    if _is_of_any(clause):
        return Assertion(status=None, reasons=("any",))
    if clause.is_noun and clause.governed_by("asked"):
        return Assertion(status=None, reasons=("asked",))
    thought = clause.governed_by("possible", reach=NEAR) or (
        is_expected(clause) and clause.governed_by("speech", reach=NEAR)
    )
    if thought and any("experts" in i.words for i in clause.left[-_OPINION_ITEMS:]):
        return Assertion(status=None, reasons=("opinion",))
    for cue in ("willing", "condition"):
        if clause.governed_by(cue, reach=NEAR):
            return Assertion(status=None, reasons=(cue,))
    return None


def is_expected(clause: Clause) -> bool:
    """Whether the trigger is a verb of what is to come: «توقع خبراء أن يلتقي بايدن وبوتين»."""
    return clause.trigger is not None and clause.trigger.form in (Form.PRESENT, Form.FUTURE)


def _fate(clause: Clause) -> Status | None:
    """What became of a meeting that was expected: «كان سيجتمعان … غير أن موسكو ألغت الموعد»; None: the sentence is silent."""
    for item in (*clause.before, *clause.tail[:_FATE_REACH]):
        if item.cues & {"cancelled", "falls_through"}:
            return Status.CANCELLED
        if "postponed" in item.cues:
            return Status.POSTPONED
    return None
