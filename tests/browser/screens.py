"""Make the pictures of the desk for the README and docs anew: ``make screenshots``."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from include.rasid.desk.app import desk_app
from include.rasid.settings import PROJECT
from tests.browser.rendering import find_chromium
from tests.warehouse.desk_warehouse import desk_for, newsroom_warehouse
from tests.warehouse.loading import rows

_IMAGES = PROJECT / "docs" / "images"
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_CONTACT = (
    "select contact_id from mart.contacts where participants = '{blinken,lavrov}' and starts_on = '2022-01-21' limit 1"
)


def main() -> None:
    """Write five pictures."""
    with tempfile.TemporaryDirectory() as folder, newsroom_warehouse(Path(folder)) as settings:
        contact = rows(settings, _CONTACT)[0].contact_id
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(desk_app(desk_for(settings)), port=port, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.1)
        pages = {
            "desk-today": ("/?day=2022-01-21&lang=ar", 1100, "light"),
            "desk-contact": (f"/contacts/{contact}?lang=ar", 1100, "light"),
            "desk-contacts": ("/contacts?lang=en", 1100, "light"),
            "desk-pair": ("/pairs/blinken/lavrov?lang=ar", 420, "light"),
            "desk-search": ("/search?q=بلينكن&lang=ar", 1100, "dark"),
        }
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=find_chromium(), args=_SWITCHES)
            for name, (path, width, theme) in pages.items():
                size = {"width": width, "height": 820}
                page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
                page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
                page.screenshot(path=_IMAGES / f"{name}.png")
                page.close()
            browser.close()
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main()
