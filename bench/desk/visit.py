"""A first visit: what crosses the wire until somebody without a cache has signed in and the queue is live."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from playwright.async_api import Browser, expect

from bench.load import PASSWORD, USER
from tools.serverproc import LOOPBACK

AT_ONCE = 65_536
LAST_SECONDS = 1.0
"""How long after the stream is open the last files may still come."""
KINDS = {".css": "style", ".js": "scripts", ".woff2": "font", ".svg": "icons"}
CODINGS = {"brotli": b"gzip, deflate, br", "gzip": b"gzip"}
"""What a browser asks for over HTTPS or on the machine itself, and at a plain HTTP address."""
_ACCEPTS = re.compile(rb"(?<=\r\naccept-encoding: )[^\r]*", re.IGNORECASE)

Visit = dict[str, tuple[int, int]]
"""Of each kind of answer how many came, and their bytes."""


async def first_visits(browser: Browser, url: str) -> dict[str, Visit]:
    """One visit for each way to be answered."""
    return {name: await first_visit(browser, url, accepted) for name, accepted in CODINGS.items()}


async def first_visit(browser: Browser, url: str, accepted: bytes) -> Visit:
    """What comes when a browser says that it understands these codings."""
    relay = Relay(url, accepted)
    context = await browser.new_context(locale="pt-BR")
    async with await asyncio.start_server(relay.connect, LOOPBACK, 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        page = await context.new_page()
        await page.goto(f"http://{LOOPBACK}:{port}/")
        await page.fill("[name=usuario]", USER)
        await page.fill("[name=senha]", PASSWORD)
        await page.press("[name=senha]", "Enter")
        await expect(page.locator("#vivo")).to_have_text("Ao vivo", timeout=30_000)
        await asyncio.sleep(LAST_SECONDS)
        found = relay.by_kind()
        await context.close()
    return found


class Relay:
    """Stands between a browser and the server, says what is understood, counts every answer, its head included."""

    def __init__(self, url: str, accepted: bytes) -> None:
        where = urlsplit(url)
        self._accepted = accepted
        self._where = (where.hostname, where.port)
        self._asked: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    def by_kind(self) -> Visit:
        asked: Counter[str] = Counter()
        size: Counter[str] = Counter()
        for path, times in self._asked.items():
            asked[kind(path)] += times
            size[kind(path)] += self._bytes[path]
        return {name: (asked[name], size[name]) for name in asked}

    async def connect(self, browser: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """A connection: one request at a time, as browsers ask in HTTP/1.1."""
        server, ask = await asyncio.open_connection(*self._where)
        current = [""]

        def asked(data: bytes) -> bytes:
            method, _, rest = data.partition(b" ")
            if method not in {b"GET", b"POST"}:
                return data
            current[0] = rest.partition(b" ")[0].decode()
            self._asked[current[0]] += 1
            return _ACCEPTS.sub(self._accepted, data)

        def answered(data: bytes) -> bytes:
            self._bytes[current[0]] += len(data)
            return data

        pump = asyncio.create_task(_pass(server, answer, answered))
        await _pass(browser, ask, asked)
        pump.cancel()
        with suppress(asyncio.CancelledError):
            await pump


async def _pass(source: asyncio.StreamReader, to: asyncio.StreamWriter, through: Callable[[bytes], bytes]) -> None:
    with suppress(ConnectionError):
        while data := await source.read(AT_ONCE):
            to.write(through(data))
            await to.drain()
    to.close()


def kind(path: str) -> str:
    """What an answer is, by its address."""
    suffix = PurePosixPath(urlsplit(path).path).suffix
    return KINDS.get(suffix, "live" if path.startswith(("/ao-vivo", "/chamadas/ativas")) else "pages")
