"""The templates and phrases of mails, read from ``include/templates``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import yaml

from include.rasid.core.mail import MailStyle
from include.rasid.io.yaml_file import read_text
from include.rasid.settings import PROJECT

if TYPE_CHECKING:
    from include.rasid.settings import Settings

TEMPLATES = PROJECT / "include" / "templates"


def load_mail_style(settings: Settings) -> MailStyle:
    """Return what all mails share; HTML is escaped, the text part is not."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return MailStyle(
        html=environment.get_template("alert.html.j2"),
        text=environment.get_template("alert.txt.j2"),
        phrases=yaml.safe_load(read_text(TEMPLATES / "phrases.yml")),
        zone=settings.zone,
        sender=settings.mail.sender,
        domain=settings.mail.message_domain,
    )
