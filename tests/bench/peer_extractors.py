"""The rivals, run by a Python of their own: ``python peer_extractors.py NAME FOLDER`` prints CPU seconds and texts as JSON.

It imports nothing of Rasid: news-please and newspaper4k bring versions of their own of what Rasid needs.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any


def _newspaper4k(body: str) -> str:
    import newspaper

    article: Any = newspaper.Article("https://news.example/a", language="ar", fetch_images=False)
    article.download(input_html=body)
    article.parse()
    return str(article.text or "")


def _news_please(body: str) -> str:
    from newsplease import NewsPlease

    article: Any = NewsPlease.from_html(body, url="https://news.example/a", fetch_images=False)
    return str(article.maintext or "")


def main(name: str, folder: Path) -> None:
    """Extract every page of the folder once to warm up, once to be timed."""
    extract = {"newspaper4k": _newspaper4k, "news-please": _news_please}[name]
    logging.disable()
    pages = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.html"))}
    texts: dict[str, str] = {}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for body in list(pages.values())[:3]:
            extract(body)
        begun = time.process_time()
        for key, body in pages.items():
            try:
                texts[key] = extract(body)
            except Exception:  # noqa: BLE001 - a page that it stumbles over has no text
                texts[key] = ""
        spent = time.process_time() - begun
    print(json.dumps({"seconds": spent, "texts": texts}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
