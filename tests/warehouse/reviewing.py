"""Warehouses with contacts that wait for a person, and the mails that went to readers, for tests of review and corrections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from include.rasid.settings import PROJECT
from include.rasid.stages.deliver import deliver_alerts
from tests.alert_factories import parse
from tests.factories import make_article
from tests.smtp_servers import Post, post_office
from tests.warehouse.loading import execute, read, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path

    from include.rasid.settings import Settings

MET = "التقى وزير الخارجية الأميركي أنتوني بلينكن نظيره الروسي سيرغي لافروف في {place} يوم {day}."
PLANNED = "أعلنت وزارة الخارجية الروسية أن سيرغي لافروف سيلتقي نظيره الأميركي أنتوني بلينكن في {place} يوم {day}."


def waiting(make_database: Callable[[], str], folder: Path) -> Settings:
    """Return a warehouse with one contact, of article a1, that waits for a person, and two readers who were told nothing."""
    article = make_article(MET.format(place="جنيف", day="2 مارس 2023"), id="a1", on="2023-03-02", publisher="sada")
    made = read(make_database, [[article]], RASID_WATCHES=str(careful_watches(folder)))
    assert reviews(made) == [(contact_of(made, "a1"), "waiting")]
    assert (alerts(made), deliver(made)) == ([], [])
    return made


def careful_watches(folder: Path, *, readers: tuple[str, ...] = ("sara@desk.example", "omar@desk.example")) -> Path:
    """Write a watches.yml under which nothing is mailed that no person has seen: the alert threshold is what only a person reaches."""
    text = (PROJECT / "include" / "lexicons" / "watches.yml").read_text("utf-8")
    text = text.replace("alert_threshold: 0.75", "alert_threshold: 0.99")
    path = folder / "careful.yml"
    path.write_text(_with_readers(text, readers), "utf-8")
    return path


def usual_watches(folder: Path, *, readers: tuple[str, ...] = ("sara@desk.example", "omar@desk.example")) -> Path:
    """Write a watches.yml as it is bundled, with readers."""
    path = folder / "usual.yml"
    path.write_text(
        _with_readers((PROJECT / "include" / "lexicons" / "watches.yml").read_text("utf-8"), readers), "utf-8"
    )
    return path


def deliver(settings: Settings, post: Post | None = None) -> list[EmailMessage]:
    """Deliver what is due to a mail server on loopback; return the mails it took, in order."""
    office = post or Post()
    before = len(office.contents)
    with post_office(office) as port:
        mail = replace(
            settings.mail, host="127.0.0.1", port=port, sender="rasid@alerts.example", message_domain="alerts.example"
        )
        deliver_alerts("deliver", settings=replace(settings, mail=mail))
    return [parse(content) for content in office.contents[before:]]


def reviews(settings: Settings) -> list[tuple[str, str]]:
    """Return contact and state of each review."""
    return [
        (str(r.contact_id), r.state)
        for r in rows(settings, "select contact_id, state from ops.review order by review_id")
    ]


def contact_of(settings: Settings, article: str) -> str:
    """Return the contact that an article's first mention supports."""
    statement = f"select m.contact_id from core.contact_mention m join core.article a using (article_id) where a.article_key = '{article}' order by m.ordinal"
    return str(rows(settings, statement)[0].contact_id)


def alerts(settings: Settings) -> list[tuple[Any, ...]]:
    """Return transition, revision, state and reason of each alert."""
    statement = "select transition, revision, state, suppressed_reason from ops.alert order by alert_id"
    return [tuple(r) for r in rows(settings, statement)]


def forget_contacts(settings: Settings) -> None:
    """Leave the mentions alone, as if there had never been a contact; what people answered stays."""
    tables = ("ops.correction", "ops.delivery", "ops.alert", "ops.review", "core.contact")
    execute(
        settings,
        "update core.contact_mention set contact_id = null, is_resolved = false",
        *(f"delete from {table}" for table in tables),
    )


def _with_readers(text: str, readers: tuple[str, ...]) -> str:
    assert text.count("recipients: [desk@rasid.invalid]") == 1
    return text.replace("recipients: [desk@rasid.invalid]", f"recipients: [{', '.join(readers)}]")
