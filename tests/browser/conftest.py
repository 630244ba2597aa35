"""Debian's Chromium, one for all tests of a worker; each test has a profile of its own in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from plantao.kit.settings import Settings
from plantao.kit.time import Clock
from tests.browser.desk import Desk, Pbx
from tests.browser.serving import SECONDS, Served
from tests.server import MovableClock
from tests.support import LIGACAO
from tools.chromium import chromium

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""It asks nothing of anybody but the page."""


T = TypeVar("T")
run = asyncio.run
expect.set_options(timeout=SECONDS * 1000)


def run_beside(main: Coroutine[Any, Any, T]) -> T:
    """What `asyncio.run` does, for a thread in which Playwright's loop counts as running until the end."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run, main).result()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "run", run_beside)
        opened = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile without a past: its pages share cookies and workers."""
    opened = browser.new_context(
        locale="pt-BR", timezone_id="America/Sao_Paulo", viewport={"width": 1366, "height": 768}
    )
    opened.set_default_timeout(SECONDS * 1000)
    yield opened
    opened.close()


@pytest.fixture
def time(clock: MovableClock) -> Clock:
    """What the served application takes for the time."""
    return clock


@pytest.fixture
def desk(settings: Settings, time: Clock, context: BrowserContext) -> Iterator[Desk]:
    """Bianca at the desk; nothing in her browser may have gone wrong at the end."""
    served = Served(settings, time)
    served.start()
    opened = Desk(served, context, settings)
    yield opened
    context.close()
    served.stop()
    assert opened.faults == []


@pytest.fixture
def pbx(desk: Desk) -> Iterator[Pbx]:
    exchange = Pbx(desk.served.url, LIGACAO)
    yield exchange
    exchange.close()


@pytest.fixture
def live(desk: Desk) -> Callable[..., Page]:
    """Open a page, and wait until it hears what happens."""

    def tab(path: str = "/chamadas") -> Page:
        page = desk.tab(path)
        expect(page.locator("#vivo")).to_have_text("Ao vivo")
        return page

    return tab
