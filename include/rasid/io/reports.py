"""The templates and words of reports, read from ``include/templates`` and ``include/messages`` and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.rasid.core.report import ReportStyle
from include.rasid.core.report_sections import ReportWords
from include.rasid.io.templates import TEMPLATES, load_phrases, mail_environment
from include.rasid.io.yaml_file import StrictModel, load_yaml_model
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from include.rasid.settings import Settings

_FILE = PROJECT / "include" / "messages" / "reports.yml"


class _Words(StrictModel):
    ar: str
    en: str


class _ReportsFile(StrictModel):
    version: int
    source: str
    titles: dict[str, _Words]
    verdicts: dict[str, _Words]
    sections: dict[str, _Words]
    rows: dict[str, _Words]
    outcomes: dict[str, _Words]
    units: dict[str, _Words]


def load_report_style(settings: Settings) -> ReportStyle:
    """Return what all reports share; HTML is escaped, the text part is not.

    Raises:
        BadInputError: A file is missing or is not what it must be.
    """
    environment = mail_environment(TEMPLATES)
    raw = load_yaml_model(_FILE, _ReportsFile)
    return ReportStyle(
        html=environment.get_template("report.html.j2"),
        text=environment.get_template("report.txt.j2"),
        words=ReportWords(
            titles=_both(raw.titles),
            verdicts=_both(raw.verdicts),
            sections=_both(raw.sections),
            rows=_both(raw.rows),
            outcomes=_both(raw.outcomes),
            units=_both(raw.units),
        ),
        phrases=load_phrases(TEMPLATES / "phrases.yml"),
        zone=settings.zone,
        sender=settings.mail.sender,
        domain=settings.mail.message_domain,
    )


def _both(words: Mapping[str, _Words]) -> dict[str, dict[str, str]]:
    return {key: {"ar": w.ar, "en": w.en} for key, w in words.items()}
