"""The DNS records of the sender's domain, asked of a real name server on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from include.rasid.errors import BadInputError, MailServerError
from include.rasid.io import mail_dns
from include.rasid.io.mail_dns import examine_records
from include.rasid.settings import read_settings
from tests.name_servers import name_server
from tests.smtp_servers import closed_port

if TYPE_CHECKING:
    from include.rasid.settings import MailSettings

DOMAIN = "alerts.example"
KEY = "v=DKIM1; k=rsa; p=" + "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC" * 9  # longer than one string of a record may be
GOOD = {
    DOMAIN: ["google-site-verification=x", "v=spf1 include:_spf.mail.example -all"],
    f"mail._domainkey.{DOMAIN}": [KEY],
    f"_dmarc.{DOMAIN}": ["v=DMARC1; p=reject; rua=mailto:d@alerts.example"],
}


def settings_with(nameserver: str, **environment: str) -> MailSettings:
    return read_settings({"MAIL_FROM": f"Rasid <rasid@{DOMAIN}>", "RASID_NAMESERVER": nameserver, **environment}).mail


def findings(changed: dict[str, list[str]], **environment: str) -> dict[str, tuple[str, str]]:
    """Return level and text by record, for the good zone with changes; a name with no record does not exist."""
    texts = {name: listed for name, listed in (GOOD | changed).items() if listed}
    with name_server(texts) as address:
        found = list(examine_records(settings_with(address, **environment)))
    return {finding.text.partition(":")[0]: (finding.level, finding.text) for finding in found}


def test_records_that_are_well() -> None:
    """All three are there, the key over several strings, and what they say is shown."""
    found = findings({})
    assert {record: level for record, (level, _) in found.items()} == {"SPF": "ok", "DKIM": "ok", "DMARC": "ok"}
    assert found["SPF"][1] == "SPF: v=spf1 include:_spf.mail.example -all"
    assert "mail._domainkey.alerts.example" in found["DKIM"][1]
    assert found["DMARC"][1] == "DMARC: _dmarc.alerts.example, reject"


@pytest.mark.parametrize(
    ("record", "name", "texts", "level", "words"),
    [
        ("SPF", DOMAIN, [], "wrong", "no TXT record that begins with v=spf1"),
        ("SPF", DOMAIN, ["v=spf10 -all"], "wrong", "no TXT record that begins with v=spf1"),
        ("SPF", DOMAIN, ["v=spf1 -all", "v=spf1 mx -all"], "wrong", "2 records"),
        ("SPF", DOMAIN, ["v=spf1 mx +all"], "wrong", "allows everybody"),
        ("SPF", DOMAIN, ["v=spf1 mx"], "note", "end it with ~all or -all"),
        ("SPF", DOMAIN, ["v=spf1 redirect=_spf.mail.example"], "ok", "redirect"),
        ("DKIM", f"mail._domainkey.{DOMAIN}", [], "wrong", "RASID_DKIM_SELECTOR names yours"),
        ("DKIM", f"mail._domainkey.{DOMAIN}", ["v=DKIM1; p="], "wrong", "revoked"),
        ("DKIM", f"mail._domainkey.{DOMAIN}", ["k=rsa; p=MIG"], "ok", "has a key"),
        ("DMARC", f"_dmarc.{DOMAIN}", [], "wrong", "_dmarc.alerts.example has no TXT record that begins with v=DMARC1"),
        ("DMARC", f"_dmarc.{DOMAIN}", ["v=DMARC1; p=none"], "note", "only watches"),
        ("DMARC", f"_dmarc.{DOMAIN}", ["v=DMARC1; p=maybe"], "wrong", "no policy"),
        ("DMARC", f"_dmarc.{DOMAIN}", ["v=DMARC1; p=reject", "v=DMARC1; p=none"], "wrong", "2 records"),
    ],
)
def test_record_that_is_not_well(record: str, name: str, texts: list[str], level: str, words: str) -> None:
    """What is missing, doubled or useless is named, and the other two records are still judged."""
    found = findings({name: texts})
    assert found[record][0] == level
    assert words in found[record][1]
    assert [other for other, (judged, _) in found.items() if judged != "ok" and other != record] == []


def test_selector_is_the_one_that_is_set() -> None:
    """RASID_DKIM_SELECTOR names the key; the usual ones are not tried then."""
    assert findings({}, RASID_DKIM_SELECTOR="2026")["DKIM"] == (
        "wrong",
        "DKIM: 2026._domainkey.alerts.example has no TXT record with a key (p=)",
    )
    assert findings({f"2026._domainkey.{DOMAIN}": [KEY]}, RASID_DKIM_SELECTOR="2026")["DKIM"][0] == "ok"


def test_domains_that_count() -> None:
    """SPF is judged for where mail comes back to; DMARC of a parent holds below it, by its sp."""
    spf = findings({"bounce.example": ["v=spf1 a -all"], DOMAIN: []}, MAIL_RETURN_PATH="b@bounce.example")["SPF"]
    below = findings(
        {"_dmarc.alerts.example": ["v=DMARC1; p=reject; sp=none"], "mail._domainkey.news.alerts.example": [KEY]},
        MAIL_FROM="rasid@news.alerts.example",
    )
    assert spf == ("ok", "SPF: v=spf1 a -all")
    assert (below["DMARC"][0], below["DKIM"][0]) == ("note", "ok")


def test_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is no missing record; an address that is none is named."""
    monkeypatch.setattr(mail_dns, "_SECONDS", 0.5)
    with pytest.raises(MailServerError, match="no answer from DNS for alerts"):
        list(examine_records(settings_with(f"127.0.0.1:{closed_port()}")))
    with pytest.raises(BadInputError, match="RASID_NAMESERVER"):
        list(examine_records(settings_with("not an address")))
