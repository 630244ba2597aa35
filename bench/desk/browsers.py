"""Attendants in Debian's Chromium: the window as it is painted, and what they do in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect
from playwright.async_api import TimeoutError as TookTooLong

from bench.desk.exchange import Exchange
from bench.desk.tally import Call, Window
from plantao.acesso.guard import COOKIE
from tools.chromium import chromium

SCRIPT = Path(__file__).with_name("desk.js")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SCREEN = {"width": 1366, "height": 768}
GUARD_SECONDS = 0.45
"""The window takes no key before."""
PAUSE = 0.3
RINGING, OPEN = '.cj[data-estado="chamando"]', '.cj[data-estado="aberta"] .proto'
FOCUSED = ".cj :focus"
MAIN = "[data-principal][data-faz=abrir]"


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        try:
            yield opened
        finally:
            await opened.close()


class Attendant:
    """One attendant's browser, at the queue."""

    def __init__(self, page: Page, desk: int) -> None:
        self.desk = desk
        self._page = page
        self._took: list[float] = []

    @classmethod
    async def sit_down(cls, browser: Browser, url: str, desk: int, cookie: str) -> Attendant:
        """In a profile of their own; answers when the stream is open."""
        context = await browser.new_context(locale="pt-BR", timezone_id="America/Sao_Paulo", viewport=SCREEN)  # type: ignore[arg-type]
        await context.add_cookies([{"name": COOKIE, "value": cookie, "url": url, "httpOnly": True}])
        await context.add_init_script(path=SCRIPT)
        found = cls(await context.new_page(), desk)
        await found._begin(f"{url}/fila")
        return found

    async def _begin(self, address: str) -> None:
        await self._page.goto(address)
        await expect(self._page.locator("#vivo")).to_have_text("Ao vivo", timeout=30_000)

    async def windows(self) -> list[Window]:
        """Every window that was painted so far."""
        found = await self._page.evaluate("bench.windows.filter((one) => one.opened)")
        return [Window(one["telephone"], self.desk, one["opened"], one["closed"]) for one in found]

    async def took(self) -> list[float]:
        """How long each protocolo took from the key or the click, in milliseconds; forever if it did not come."""
        found: list[float] = await self._page.evaluate("bench.opened")
        return [*self._took, *found]

    async def answer(self, exchange: Exchange, telephone: str, *, key: bool) -> None:
        """A call as it should be: it rings, its ticket is opened, the protocolo is read, the window is closed."""
        try:
            await self._answer(exchange, Call(telephone, self.desk), key=key)
        except TookTooLong:
            self._took = [*await self.took(), inf]
            await self._begin(self._page.url)

    async def _answer(self, exchange: Exchange, call: Call, *, key: bool) -> None:
        await exchange.ring(call)
        await self._page.wait_for_selector(RINGING)
        await asyncio.sleep(GUARD_SECONDS)
        if key:
            await self._page.wait_for_selector(FOCUSED)
            await self._page.keyboard.press("F2")
        else:
            await self._page.click(MAIN)
        await self._page.wait_for_selector(OPEN)
        await asyncio.sleep(PAUSE)
        await exchange.withdraw(call)
        await self._page.keyboard.press("Escape")
        await self._page.wait_for_selector(OPEN, state="detached")
