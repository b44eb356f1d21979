"""Charts as SVG, drawn by pygal: no script, readable on a phone, in the colours of the reader's theme."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygal
from pygal.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from include.rasid.desk.speech import Speech

# pygal hangs a finder of the old kind, for plugins that Rasid does not have, into every later import, and Python warns of it.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]
_MOST_BARS = 36  # beyond them months become years
_MOST_SOURCES = 12
MOST_GAPS = 60  # more bars cannot be told apart on a phone
_SIZE = (800, 320)
_WORLD = Path(__file__).parent / "world.json"
_PASSING = re.compile(r"<!--.*?-->|<script\b[^>]*/>|<script\b.*?</script>", re.DOTALL)
_IDENTITY = re.compile(r"(chart-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Okabe and Ito's colours, told apart by colour-blind readers, too.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A800", "#8A8A8A")
_COAST = "#8a94a0"
_HALF_TURN = 180  # degrees
_LIGHT, _DARK = ("#1f2328", "#57606a"), ("#e6edf3", "#9aa4ae")
_FONT = "'IBM Plex Sans Arabic', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Figures by series over labels, as the chart draws and the table behind it lists them."""

    labels: tuple[str, ...]
    series: Mapping[str, tuple[int | None, ...]]  # name -> a figure for each label


def by_period(rows: Sequence[Any], field: str, speech: Speech) -> Chart:
    """Return the contacts per month, or per year where that are too many bars, by ``mode`` or ``status``."""
    months = sorted({row.month for row in rows})
    wide = len(_months_between(months)) > _MOST_BARS
    labels = (
        [str(y) for y in range(months[0].year, months[-1].year + 1)] if wide and months else _months_between(months)
    )
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        label = str(row.month.year) if wide else f"{row.month:%Y-%m}"
        counts[getattr(row, field)][label] += row.contacts
    series = {speech.w(k): tuple(v.get(label, 0) for label in labels) for k, v in sorted(counts.items())}
    return Chart(labels=tuple(labels), series=series)


def gaps_between(days: Sequence[date], name: str) -> Chart:
    """Return the days from each contact to the next, the newest ones; ``days`` in any order."""
    ordered = sorted(set(days))[-MOST_GAPS - 1 :]
    gaps = [(b - a).days for a, b in pairwise(ordered)]
    return Chart(labels=tuple(d.isoformat() for d in ordered[1:]), series={name: tuple(gaps)} if gaps else {})


def by_source(rows: Sequence[Any]) -> Chart:
    """Return new entries per day of the feeds that have most."""
    totals: dict[str, int] = defaultdict(int)
    for row in rows:
        totals[row.feed_key] += row.entries_new
    top = sorted(totals, key=lambda k: (-totals[k], k))[:_MOST_SOURCES]
    labels = sorted({row.day for row in rows})
    new = {(row.feed_key, row.day): row.entries_new for row in rows}
    return Chart(
        labels=tuple(d.isoformat() for d in labels), series={k: tuple(new.get((k, d), 0) for d in labels) for k in top}
    )


def draw_bars(chart: Chart, *, dark: bool, speech: Speech) -> str:
    """Return stacked bars as SVG."""
    drawing = pygal.StackedBar(**_options(dark=dark, speech=speech), x_label_rotation=45)
    drawing.x_labels = chart.labels
    for name, figures in chart.series.items():
        drawing.add(name, figures)
    return _still(drawing.render(is_unicode=True))


def draw_map(rows: Sequence[Any], *, dark: bool, speech: Speech) -> str:
    """Return the places of contacts by longitude and latitude, the larger the more contacts."""
    shape = {
        "stroke": False,
        "xrange": (-180, 180),
        "range": (-60, 80),
        "show_legend": False,
        "allow_interruptions": True,
    }
    drawing = pygal.XY(**_options(dark=dark, speech=speech, colours=(_COAST, *_COLOURS)) | shape)
    drawing.x_title, drawing.y_title = "° E", "° N"
    most = max((row.contacts for row in rows), default=1)
    points = [
        {
            "value": (row.longitude, row.latitude),
            "label": f"{row.name_ar if speech.language == 'ar' else row.name_en}: {row.contacts}",
            "node": {"r": round(3 + 9 * (row.contacts / most) ** 0.5, 1)},
        }
        for row in rows
    ]
    drawing.add("", _coasts(), stroke=True, show_dots=False, allow_interruptions=True, stroke_style={"width": 0.6})
    drawing.add("", points)
    return _still(drawing.render(is_unicode=True))


@cache
def _coasts() -> list[tuple[float, float] | None]:
    """Return the coast lines of the world as points, with None where the pen is lifted."""
    points: list[tuple[float, float] | None] = []
    for ring in json.loads(_WORLD.read_text("utf-8"))["coasts"]:
        for x, y in ring:
            before = points[-1] if points else None
            if before is not None and abs(x - before[0]) > _HALF_TURN:
                points.append(None)  # across the antimeridian
            points.append((x, y))
        points.append(None)
    return points


def _still(svg: str) -> str:
    """Return the drawing without script, and the same each time that the figures are the same."""
    return _IDENTITY.sub("chart", _PASSING.sub("", svg))


def _months_between(months: Sequence[date]) -> list[str]:
    if not months:
        return []
    first, last = months[0], months[-1]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [f"{first.year + (first.month - 1 + n) // 12}-{(first.month - 1 + n) % 12 + 1:02d}" for n in range(count)]


def _options(*, dark: bool, speech: Speech, colours: tuple[str, ...] = _COLOURS) -> dict[str, Any]:
    ink, soft = _DARK if dark else _LIGHT
    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground=ink,
        foreground_strong=ink,
        foreground_subtle=soft,
        colors=colours,
        guide_stroke_color=soft,
        major_guide_stroke_color=soft,
        guide_stroke_dasharray="1,4",
        major_guide_stroke_dasharray="1,4",
        font_family=_FONT,
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=13,
        tooltip_font_size=13,
    )
    width, height = _SIZE
    return {
        "style": style,
        "width": width,
        "height": height,
        "js": [],
        "show_legend": True,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 4,
        "no_data_text": str(speech.t("nothing")),
        "disable_xml_declaration": False,
    }
