"""What the tests of the desk hold in their hands: a person's browser, a telephone exchange."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from plantao.kit.settings import Settings
from tests.browser.serving import SECONDS, Served
from tests.mesa import BIANCA
from tests.server import execute
from tools.stage import GUARDA, Pbx, ringing

__all__ = ["GUARDA", "Desk", "Pbx", "answered", "becomes", "focused", "held", "posted", "ringing"]


class Desk:
    """Bianca's browser at the desk."""

    def __init__(self, served: Served, context: BrowserContext, settings: Settings) -> None:
        self.served = served
        self._settings = settings
        self.context = context
        self.faults: list[str] = []
        token = served.sign_in(BIANCA)
        context.add_cookies([{"name": "plantao", "value": token, "url": served.url, "httpOnly": True}])

    def sql(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Run a statement beside the application; the browser's own loop is in the way of another in this thread."""
        with ThreadPoolExecutor(1) as beside:
            return beside.submit(lambda: asyncio.run(execute(self._settings, statement, values))).result()

    def tab(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.goto(self.served.url + path)
        return page


def focused(page: Page) -> str:
    found: str = page.evaluate(
        "document.activeElement.dataset.atendimento || document.activeElement.id || document.activeElement.tagName"
    )
    return found


def held(page: Page, addresses: str) -> list[Route]:
    """Requests that are on their way until the test lets them go."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(addresses, hold)
    return waiting


def posted(page: Page) -> list[str]:
    """Where the page sends what is filled in, from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def answered(page: Page) -> None:
    """Wait until the server has answered something that was asked now: what was sent before is sent."""
    page.evaluate("fetch('/ajustes')")


def becomes(page: Page, what: Callable[[], Any], value: Any) -> None:
    """Wait until something is so; what it was at the end otherwise."""
    for _ in range(int(SECONDS * 20)):
        if what() == value:
            return
        page.wait_for_timeout(50)
    assert what() == value
