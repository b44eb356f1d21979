"""A mail in a real browser: what Chromium makes of its HTML at some width, and a picture of it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 120
# No name resolves and no proxy is used: what a mail wanted to fetch would fail and be listed.
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
# The mail stands in a frame of the width asked for: a window of Chromium has a least width.
_MEASURE = """
<!doctype html><meta charset="utf-8"><body style="margin:0"><iframe id="mail" srcdoc="{mail}" style="border:0;width:{width}px;height:4000px"></iframe>
<pre id="report"></pre>
<script>
const wait = setInterval(() => {
  const frame = document.getElementById("mail"), page = frame.contentDocument;
  if (!page || page.readyState !== "complete" || !page.querySelector("h1")) return;
  clearInterval(wait);
  const view = frame.contentWindow, wide = view.innerWidth;
  const blocks = [...page.body.querySelectorAll("p,h1,h2,td,li,blockquote,div")];
  const report = {
    overflow: page.documentElement.scrollWidth - wide,
    outside: blocks.filter(b => { const r = b.getBoundingClientRect(); return r.left < -0.5 || r.right > wide + 0.5; }).map(b => b.textContent.slice(0, 40)),
    directions: blocks.filter(b => b.lang).map(b => [b.lang, view.getComputedStyle(b).direction, view.getComputedStyle(b).textAlign]),
    starts: blocks.filter(b => b.matches("p,h1,h2,li,blockquote") && b.textContent.trim()).map(b => {
      const range = page.createRange(); range.selectNodeContents(b);
      const words = range.getBoundingClientRect(), box = b.getBoundingClientRect(), style = view.getComputedStyle(b);
      return [b.lang, style.textAlign, words.left - box.left - parseFloat(style.paddingLeft) - parseFloat(style.borderLeftWidth),
              box.right - words.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth)];
    }),
    isolated: [...page.querySelectorAll("bdi")].map(b => [b.dir, view.getComputedStyle(b).unicodeBidi]),
    fetched: view.performance.getEntriesByType("resource").map(e => e.name),
    smallest: Math.min(...blocks.map(b => parseFloat(view.getComputedStyle(b).fontSize))),
    height: page.documentElement.scrollHeight,
  };
  document.getElementById("report").textContent = JSON.stringify(report);
}, 50);
</script>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What a browser made of a mail; lengths are CSS pixels."""

    overflow: float  # by which the page is wider than its frame
    outside: list[str]  # blocks that stick out
    directions: list[tuple[str, str, str]]  # of blocks: language, direction, alignment
    starts: list[
        tuple[str, str, float, float]
    ]  # of blocks: language, alignment, free room at the left and at the right
    isolated: list[tuple[str, str]]  # of isolates: dir, unicode-bidi
    fetched: list[str]  # addresses that the mail wanted
    smallest: float  # font size
    height: float


def find_chromium() -> str | None:
    """Return the browser's program; None: there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def render(mail: str, width: int, folder: Path) -> Rendering:
    """Return what the browser makes of a mail's HTML in a frame of ``width`` pixels."""
    page = folder / "measure.html"
    page.write_text(_MEASURE.replace("{mail}", html.escape(mail)).replace("{width}", str(width)), "utf-8")
    dumped = _run(folder, "--virtual-time-budget=10000", "--dump-dom", "--window-size=1200,4200", page.as_uri())
    found = re.search(r'<pre id="report">(.*?)</pre>', dumped, re.DOTALL)
    if not found or not found[1]:
        msg = f"the browser reported nothing: {dumped[-500:]}"
        raise RuntimeError(msg)
    values: dict[str, Any] = json.loads(html.unescape(found[1]))
    for name in ("directions", "starts", "isolated"):
        values[name] = [tuple(row) for row in values[name]]
    return Rendering(**values)


def take_picture(mail: str, target: Path, size: tuple[int, int], folder: Path) -> None:
    """Write a PNG of a mail's HTML as a window of ``size`` shows it."""
    page = folder / "picture.html"
    page.write_text(mail, "utf-8")
    width, height = size
    _run(folder, f"--screenshot={target}", f"--window-size={width},{height}", page.as_uri())


def _run(folder: Path, *arguments: str) -> str:
    program = find_chromium()
    if program is None:
        msg = "no Chromium: apt-get install chromium"
        raise RuntimeError(msg)
    command = [program, *_FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
    return done.stdout
