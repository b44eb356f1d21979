"""The sections of a report in one language: rows of a label and a value, some of them alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from include.rasid.core.alert_facts import plain_text
from include.rasid.core.mail_words import days

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from include.rasid.core.mail_words import Phrases

    Words = Mapping[str, Mapping[str, str]]

_MOST_CHARS = 160  # of a value: a name or a line, never a text
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWords:
    """The words of ``include/messages/reports.yml``: by what they stand for, then by language."""

    titles: Words
    verdicts: Words
    sections: Words
    rows: Words
    outcomes: Words
    units: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a section."""

    label: str
    value: str
    is_alarm: bool = False  # somebody has to look at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its lines, one at least."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells the facts of a report in one language."""

    language: str
    words: ReportWords
    phrases: Phrases
    zone: ZoneInfo

    def sections(self, kind: str, facts: Mapping[str, Any]) -> tuple[Section, ...]:
        """Return the sections of a report; the weekly one also lists what readers were told."""
        tellers: dict[str, Callable[[Mapping[str, Any]], list[Row]]] = {
            "told": self._told,
            "contacts": self._contacts,
            "ahead": self._ahead,
            "mail": self._mail,
            "sources": self._sources,
            "gaps": self._gaps,
            "articles": self._articles,
            "checks": self._checks,
            "recall": self._recall,
            "latency": self._latency,
            "canary": self._canary,
            "waiting": self._waiting,
        }
        shown = [name for name in tellers if kind == "weekly" or name != "told"]
        return tuple(
            Section(
                title=self.words.sections[name][self.language],
                rows=tuple(tellers[name](facts) or [Row(label=self.row_words("none"), value="")]),
            )
            for name in shown
        )

    def row_words(self, name: str, **values: object) -> str:
        """Return the words of a row with its values."""
        return self.words.rows[name][self.language].format(**values)

    def days(self, listed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the days with the length of their bars, in per cent of the longest."""
        most = max((day["articles"] for day in listed), default=0) or 1
        return [
            {
                "day": day["day"],
                "percent": round(100 * day["articles"] / most),
                "shown": f"{day['articles']} {self.row_words('articles')} · {day['alerts']} {self.row_words('alerts')}",
            }
            for day in listed
        ]

    def _told(self, facts: Mapping[str, Any]) -> list[Row]:
        rows = [Row(label=_short(told["headline"][self.language]), value="") for told in facts["told"]]
        return self._and_more(rows, facts["mail"]["alerts"])

    def _contacts(self, facts: Mapping[str, Any]) -> list[Row]:
        names = {status.value: words[self.language] for status, words in self.phrases.statuses.items()}
        return [Row(label=names.get(s, s), value=str(n)) for s, n in facts["contacts"].items()]

    def _ahead(self, facts: Mapping[str, Any]) -> list[Row]:
        joined = "، " if self.language == "ar" else ", "
        rows = []
        for plan in facts["ahead"]:
            when = days("/".join(dict.fromkeys((plan["starts_on"], plan["ends_on"]))), self.language, self.phrases)
            place = plan[f"place_{self.language}"]
            people = joined.join(plan[f"people_{self.language}"])
            rows.append(Row(label=_short(people), value=_short(joined.join(filter(None, (when, place))))))
        return rows

    def _mail(self, facts: Mapping[str, Any]) -> list[Row]:
        mail = facts["mail"]
        return [
            Row(
                label=self.row_words(name),
                value=str(mail[name]),
                is_alarm=name in {"refused", "unknown"} and mail[name] > 0,
            )
            for name in ("alerts", "suppressed", "sent", "refused", "unknown", "pending")
            if mail[name] or name in {"alerts", "sent"}
        ]

    def _sources(self, facts: Mapping[str, Any]) -> list[Row]:
        feeds = facts["feeds"]
        failing, total = len(feeds["failing"]), feeds["total"]
        last = facts["waiting"]["last_poll_at"]
        rows = [
            Row(label=self.row_words("answering"), value=f"{total - failing} / {total}"),
            Row(label=self.row_words("last_poll"), value=self._time(last), is_alarm=_is_old(last, facts["until"])),
        ]
        if facts["waiting"]["degraded_since"]:
            since = self._time(facts["waiting"]["degraded_since"])
            rows.append(Row(label=self.row_words("degraded"), value=since, is_alarm=True))
        for kind in ("failing", "silent"):
            for feed in feeds[kind]:
                told = self.row_words(kind, since=self._time(feed["since"]))
                because = f" ({self._outcome(feed['outcome'])})" if kind == "failing" and feed["outcome"] else ""
                label = f"{feed[f'publisher_{self.language}']} ({feed['feed_key']})"
                rows.append(Row(label=_short(label), value=told + because, is_alarm=kind == "failing"))
        return rows

    def _gaps(self, facts: Mapping[str, Any]) -> list[Row]:
        return [
            Row(
                label=_short(gap[f"publisher_{self.language}"]),
                value=self.row_words(
                    "gap", entries=gap["entries"], since=self._time(gap["since"]), until=self._time(gap["until"])
                ),
            )
            for gap in facts["gaps"]
        ]

    def _articles(self, facts: Mapping[str, Any]) -> list[Row]:
        return [Row(label=self._outcome(outcome), value=str(n)) for outcome, n in facts["articles"].items()]

    def _checks(self, facts: Mapping[str, Any]) -> list[Row]:
        checks = facts["checks"]
        if not (checks["passed"] or checks["warned"] or checks["failed"]):
            return [Row(label=self.row_words("not_audited"), value="", is_alarm=True)]
        rows = [Row(label=self.row_words(name), value=str(checks[name])) for name in ("passed", "warned")]
        names = ", ".join(checks["failed_names"])
        failed = f"{checks['failed']}{f' ({names})' if names else ''}"
        return [*rows, Row(label=self.row_words("failed"), value=_short(failed), is_alarm=checks["failed"] > 0)]

    def _recall(self, facts: Mapping[str, Any]) -> list[Row]:
        recall = facts["recall"]
        told = recall["found"] + recall["missed"]
        rows = [Row(label=self.row_words(name), value=str(recall[name])) for name in ("found", "missed", "not_covered")]
        share = [Row(label=self.row_words("share"), value=f"{recall['found'] / told:.0%}")] if told else []
        return [*rows, *share] if any(recall.values()) else []

    def _latency(self, facts: Mapping[str, Any]) -> list[Row]:
        latency = facts["latency"]
        if not latency["alerts"]:
            return []
        pairs = (("whole", "median_seconds", "worst_seconds"), ("ours", "median_ours_seconds", "worst_ours_seconds"))
        return [Row(label=self.row_words(name), value=self._both(latency[a], latency[b])) for name, a, b in pairs]

    def _canary(self, facts: Mapping[str, Any]) -> list[Row]:
        canary = facts["canary"]
        if canary is None:
            return [Row(label=self.row_words("canary_off"), value="")]
        rows = [Row(label=self.row_words("arrived"), value=f"{canary['arrived']} / {canary['planted']}")]
        if canary["lost"]:
            rows.append(Row(label=self.row_words("lost"), value=str(canary["lost"]), is_alarm=True))
        if canary["under_way"]:
            rows.append(Row(label=self.row_words("under_way"), value=str(canary["under_way"])))
        if canary["arrived"]:
            taken = self._both(canary["median_seconds"], canary["worst_seconds"])
            rows.append(Row(label=self.row_words("canary_time"), value=taken))
        return rows

    def _waiting(self, facts: Mapping[str, Any]) -> list[Row]:
        waiting = facts["waiting"]
        alarms = {"held_batches", "unknown"}
        return [
            Row(label=self.row_words(name), value=str(waiting[name]), is_alarm=name in alarms)
            for name in ("held_batches", "quarantined", "unknown", "reviews")
            if waiting[name]
        ]

    def _outcome(self, outcome: str) -> str:
        """Return an outcome of the glossary in words; a rare one as the glossary has it."""
        words = self.words.outcomes.get(outcome)
        return words[self.language] if words else outcome

    def _and_more(self, rows: list[Row], total: int) -> list[Row]:
        left = total - len(rows)
        return [*rows, Row(label=self.row_words("more"), value=str(left))] if left > 0 else rows

    def _time(self, iso: str | None) -> str:
        if iso is None:
            return self.row_words("never")
        return f"{datetime.fromisoformat(iso).astimezone(self.zone):%Y-%m-%d %H:%M}"  # the window says the zone

    def _both(self, median: float | None, worst: float | None) -> str:
        return " / ".join("-" if s is None else self._duration(s) for s in (median, worst))

    def _duration(self, seconds: float) -> str:
        """Return a length of time in its two largest units."""
        left = max(0, round(seconds))
        parts: list[str] = []
        for name, size in _UNITS:
            count, left = divmod(left, size)
            if count or (name == "seconds" and not parts):
                parts.append(self.words.units[name][self.language].format(n=count))
        return " ".join(parts[:2])


def _short(text: str) -> str:
    return plain_text(text, _MOST_CHARS)


def _is_old(last_poll: str | None, until: str) -> bool:
    """Whether no feed was asked up to the end of the report's time: a collector that stands still says nothing itself."""
    return last_poll is None or datetime.fromisoformat(last_poll) < datetime.fromisoformat(until)
