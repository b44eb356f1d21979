"""The peer of the whole way, run by a Python of its own: ``python peer_pipeline.py URLS DSN`` fetches, extracts and inserts page by page.

What one writes in an afternoon around news-please; it imports nothing of Rasid.
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
from urllib.request import urlopen


def main(urls: list[str], dsn: str) -> None:
    """Store every page's article; print the seconds it took."""
    import psycopg2
    from newsplease import NewsPlease

    logging.disable()
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("create table peer (url text primary key, title text, text text, published_at timestamp)")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        NewsPlease.from_html(urlopen(urls[0]).read(), url=urls[0], fetch_images=False)  # so that it is warm
        begun = time.monotonic()
        for url in urls:
            article: Any = NewsPlease.from_html(urlopen(url).read(), url=url, fetch_images=False)
            cursor.execute(
                "insert into peer values (%s, %s, %s, %s)", (url, article.title, article.maintext, article.date_publish)
            )
        seconds = time.monotonic() - begun
    print(json.dumps({"seconds": seconds}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text("utf-8").split(), sys.argv[2])
