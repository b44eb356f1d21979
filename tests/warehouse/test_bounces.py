"""Mails that came back: counted against their readers, who are paused after too many, and of whom operators are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from include.rasid.cli import app
from include.rasid.errors import BadInputError
from include.rasid.settings import settings as process_settings
from include.rasid.stages.bounces import read_bounces
from include.rasid.stages.deliver import deliver_alerts
from include.rasid.stages.notices import tell_operators
from tests.alert_factories import parse
from tests.bounce_factories import make_report
from tests.smtp_servers import Post, post_office
from tests.warehouse.outbox_rows import Warehouse, empty_outbox

if TYPE_CHECKING:
    from pathlib import Path

    from include.rasid.settings import Settings

pytestmark = pytest.mark.postgres
SARA, OMAR = "sara@newsroom.example", "omar@newsroom.example"


class House:
    """A warehouse, a mail server and the maildir to which mails come back."""

    def __init__(self, warehouse: Warehouse, folder: Path, port: int, post: Post) -> None:
        self.warehouse = warehouse
        self.post = post
        self.maildir = folder / "maildir"
        for name in ("new", "cur", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        self.settings: Settings = warehouse.settings(
            port, RASID_BOUNCES=str(self.maildir), RASID_BOUNCE_LIMIT="2", RASID_OPS_MAIL="ops@newsroom.example"
        )

    def mail(self, *emails: str) -> list[str]:
        """Mail one alert to readers; return the Message-IDs in their order."""
        alert = self.warehouse.add_alert()
        self.warehouse.add_deliveries(alert, *emails)
        deliver_alerts("run", settings=self.settings)
        by_email = {r.email: r.message_id for r in self.warehouse.deliveries() if r.alert_id == alert}
        return [by_email[email] for email in emails]

    def come_back(self, name: str, content: bytes) -> None:
        """Put a mail into the maildir as a mail server does."""
        (self.maildir / "tmp" / name).write_bytes(content)
        (self.maildir / "tmp" / name).rename(self.maildir / "new" / name)

    def read(self) -> dict[str, int]:
        return read_bounces("run", settings=self.settings)

    def reader(self, email: str = SARA) -> Any:
        return self.warehouse.execute("select * from ops.subscriber where email = %s", email)[0]


@pytest.fixture
def house(warehouse_dsn: str, tmp_path: Path) -> Any:
    """Return a warehouse whose readers' mails may come back."""
    warehouse, post = empty_outbox(warehouse_dsn), Post()
    warehouse.execute("truncate ops.notice cascade")
    with post_office(post) as port:
        yield House(warehouse, tmp_path, port, post)


def test_reader_is_paused_after_hard_bounces(house: House) -> None:
    """The second mail that comes back pauses: nothing more is sent there, others get theirs, and operators get one mail."""
    for n in range(2):
        [identity, _] = house.mail(SARA, OMAR)
        house.come_back(f"b{n}", make_report(identity))
        assert house.read() == ({"hard": 1} if n == 0 else {"hard": 1, "paused": 1})
        assert house.reader().is_active == (n == 0)
    house.post.received.clear()
    house.mail(SARA, OMAR)

    assert house.post.received == [OMAR]
    assert house.reader().left_by == "bounces"
    detail = "select detail from ops.delivery where state = 'refused'"
    assert [row.detail for row in house.warehouse.execute(detail)] == ["the reader is paused: mails came back"]
    tell_operators("run", settings=house.settings)
    tell_operators("run", settings=house.settings)
    told = parse(house.post.contents[-1])
    assert house.post.received == [OMAR, "ops@newsroom.example"]
    assert told["Subject"].endswith(f"| Rasid: mail to {SARA} is paused")
    assert "5.1.1 550 5.1.1 <sara@newsroom.example>: Recipient address rejected: User unknown" in told.get_content()


def test_reports_count_once(house: House) -> None:
    """The same report again, read twice or sent twice, is no second bounce; read ones are put aside, other mails left unread."""
    [identity] = house.mail(SARA)
    house.come_back("b1", make_report(identity))
    house.come_back("b2", make_report(identity))
    house.come_back("reply", b"From: omar@newsroom.example\r\nSubject: thanks\r\n\r\nthanks\r\n")
    assert house.read() == {"hard": 1, "known": 1, "other": 1}
    assert house.read() == {}
    house.come_back("b3", make_report(identity))
    assert house.read() == {"known": 1}
    assert house.reader().is_active
    assert sorted(p.name for p in (house.maildir / "cur").iterdir()) == ["b1:2,S", "b2:2,S", "b3:2,S", "reply:2,"]


def test_soft_bounces_pause_nobody(house: House) -> None:
    """A full mailbox or a mail taken for spam is kept and pauses nobody; a delay that ends in failure becomes hard."""
    for n, status in enumerate(("4.2.2", "5.7.1", "4.4.1")):
        [identity] = house.mail(SARA)
        house.come_back(f"b{n}", make_report(identity, status=status))
    assert house.read() == {"soft": 3}
    assert house.reader().is_active
    house.come_back("b9", make_report(identity, status="5.4.7"))
    assert house.read() == {"hard": 1}
    kinds = house.warehouse.execute("select kind from ops.bounce order by kind")
    assert [row.kind for row in kinds] == ["hard", "soft", "soft"]


def test_forged_report_counts_against_nobody(house: House) -> None:
    """A report on a mail that was never sent, or that the server refused at once, pauses nobody."""
    house.mail(SARA)
    house.come_back("b1", make_report("<alert-made.up.1@alerts.example>"))
    house.warehouse.execute("update ops.delivery set state = 'refused', message_id = '<refused@alerts.example>'")
    house.come_back("b2", make_report("<refused@alerts.example>"))
    assert house.read() == {"strange": 2}
    assert house.warehouse.execute("select 1 from ops.bounce") == []


def test_old_bounces_do_not_count(house: House) -> None:
    """One a month is no reason to pause."""
    for n in range(2):
        [identity] = house.mail(SARA)
        house.come_back(f"b{n}", make_report(identity))
        house.read()
        house.warehouse.execute("update ops.bounce set bounced_at = bounced_at - interval '31 days'")
    assert house.reader().is_active


def test_reader_who_is_added_anew_starts_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """``subscribers add`` brings a paused reader back; what came back before does not count any more."""
    for n in range(2):
        [identity] = house.mail(SARA)
        house.come_back(f"b{n}", make_report(identity))
    assert house.read() == {"hard": 2, "paused": 1}
    monkeypatch.setenv("WAREHOUSE_DSN", house.warehouse.dsn)
    process_settings.cache_clear()
    listed = CliRunner().invoke(app, ["subscribers", "list"]).output
    assert "by bounces" in next(line for line in listed.splitlines() if line.startswith(SARA))
    assert CliRunner().invoke(app, ["subscribers", "add", SARA]).exit_code == 0
    process_settings.cache_clear()
    [identity] = house.mail(SARA)
    house.come_back("b9", make_report(identity))
    assert house.read() == {"hard": 1}
    assert house.reader().is_active


def test_command_takes_a_mail_from_a_pipe(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A mail server may hand each mail over; a file, a maildir and a missing file are taken or told apart."""
    first, second, third = (house.mail(SARA)[0] for _ in range(3))
    monkeypatch.setenv("WAREHOUSE_DSN", house.warehouse.dsn)
    monkeypatch.delenv("RASID_BOUNCES", raising=False)
    process_settings.cache_clear()
    file = tmp_path / "mail.eml"
    file.write_bytes(make_report(second))
    house.come_back("b1", make_report(third))
    said = [
        CliRunner().invoke(app, ["mail", "bounces", "-"], input=make_report(first)).output,
        CliRunner().invoke(app, ["mail", "bounces", str(file)]).output,
        CliRunner().invoke(app, ["mail", "bounces", str(house.maildir)]).output,
        CliRunner().invoke(app, ["mail", "bounces", "-"], input=b"hello").output,
        str(CliRunner().invoke(app, ["mail", "bounces", str(tmp_path / "gone")]).exception),
        str(CliRunner().invoke(app, ["mail", "bounces"]).exception),
    ]
    process_settings.cache_clear()
    assert [line.strip() for line in said[:4]] == ["1 hard", "1 hard", "1 hard, 1 paused", "1 other"]
    assert "gone" in said[4]
    assert "RASID_BOUNCES names no maildir" in said[5]


def test_folder_that_is_no_maildir_is_an_error(house: House, tmp_path: Path) -> None:
    """It is not taken for an empty one."""
    (tmp_path / "empty").mkdir()
    settings = house.warehouse.settings(RASID_BOUNCES=str(tmp_path / "empty"))
    with pytest.raises(BadInputError, match="not a maildir"):
        read_bounces("run", settings=settings)


def test_mails_come_back_to_the_return_path(house: House) -> None:
    """The envelope's sender is MAIL_RETURN_PATH, the mail's is MAIL_FROM."""
    house.warehouse.add_deliveries(house.warehouse.add_alert(), SARA)
    port = str(house.settings.mail.port)
    settings = house.warehouse.settings(int(port), MAIL_RETURN_PATH="bounces@alerts.example")
    deliver_alerts("run", settings=settings)
    assert house.post.senders[-1] == "bounces@alerts.example"
    assert parse(house.post.contents[-1])["From"] == "rasid@alerts.example"
