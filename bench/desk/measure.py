"""One database with its data, its server, and 200 people at their desks."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

from bench import machine
from bench.desk.browsers import Attendant, browser
from bench.desk.exchange import Exchange, Traffic, client
from bench.desk.lists import lists
from bench.desk.report import Figures
from bench.desk.tally import STUCK_SECONDS, Window, tally
from bench.desk.visit import first_visits
from bench.desk.world import DESKS, Staffed, sign_in
from bench.load import PASSWORD, USER, load
from plantao.acesso.guard import COOKIE
from plantao.app import configure
from plantao.kit.settings import Settings
from tools.serverproc import ServerProcess

BROWSERS = DESKS[:6]
RATE = 20.0
CLICKS = 120
SETTLE_SECONDS = STUCK_SECONDS + 0.5

Say = Callable[[str], None]


class Desk:
    """Everything that is measured of the desk on one database."""

    def __init__(self, database: str, folder: Path, settings: Settings, tickets: int, calls: int, say: Say) -> None:
        self._database = database
        self._folder = folder
        self._settings = settings.model_copy(update={"secret_key": secrets.token_urlsafe(48)})
        self._world = Staffed(tickets)
        self._calls = calls
        self._began = time.monotonic()
        self._tell = say

    def run(self) -> Figures:
        configure(self._settings)
        program, secret = asyncio.run(load(self._settings, self._world))
        cookies = asyncio.run(sign_in(self._settings))
        self._say(f"{self._world.tickets} tickets, {len(DESKS)} attendants")
        extra = {"PLANTAO_SECRET_KEY": self._settings.secret_key, "PLANTAO_RATE_LIMIT": "false"}
        server = ServerProcess("serve", self._settings, self._folder / "desk.log", extra)
        server.start()
        try:
            token = server.token(program, secret, USER, PASSWORD)
            return asyncio.run(self._measure(server, token, cookies))
        finally:
            server.kill()

    def _say(self, what: str) -> None:
        self._tell(f"{self._database}, {time.monotonic() - self._began:.0f} s: {what}")

    async def _measure(self, server: ServerProcess, token: str, cookies: dict[int, str]) -> Figures:
        listed = await asyncio.to_thread(lists, server.url, cookies[BROWSERS[0]])
        self._say("lists")
        async with browser() as opened, Exchange(server.url, token) as exchange:
            visits = await first_visits(opened, server.url)
            self._say("first visit")
            others = {desk: cookie for desk, cookie in cookies.items() if desk not in BROWSERS}
            async with listening(server.url, others) as heard:
                people = [await Attendant.sit_down(opened, server.url, desk, cookies[desk]) for desk in BROWSERS]
                self._say("all desks listen")
                traffic = Traffic(self._world, exchange, list(BROWSERS), RATE)
                used, began = machine.cpu_seconds(server.pid), time.monotonic()
                calls = await traffic.run(lambda rung: rung < self._calls)
                cpu = None if used is None else (machine.cpu_seconds(server.pid) or 0.0) - used
                share = None if cpu is None else cpu / (time.monotonic() - began)
                await asyncio.sleep(SETTLE_SECONDS)
                self._say(f"{len(calls)} calls")
                windows = [window for person in people for window in await person.windows()]
                clicks = await self._clicks(people, exchange, traffic)
            windows += heard
            self._say(f"{len(clicks)} tickets opened")
        at_browsers = tally([call for call in calls if call.browser], windows)
        elsewhere = tally([call for call in calls if not call.browser], windows)
        left = await self._left(server.url, cookies)
        return Figures(self._database, at_browsers, elsewhere, clicks, share, left, visits, listed)

    async def _clicks(self, people: list[Attendant], exchange: Exchange, traffic: Traffic) -> list[float]:
        """Every browser answers its share of the calls, while others ring elsewhere."""
        numbers = [self._world.telephone(client) for client in islice(self._world.served(), CLICKS)]

        async def work(person: Attendant, its: list[str]) -> None:
            for n, number in enumerate(its):
                await person.answer(exchange, number, key=n % 2 == 0)

        shares = (numbers[n :: len(people)] for n in range(len(people)))
        working = asyncio.gather(*(work(person, its) for person, its in zip(people, shares, strict=True)))
        await traffic.run(lambda _: not working.done(), to_browsers=False)
        await working
        return [took for person in people for took in await person.took()]

    async def _left(self, url: str, cookies: dict[int, str]) -> int:
        """How many windows the server holds open at the end."""
        found = 0
        async with client(url, {}) as http:
            for cookie in cookies.values():
                answer = await http.get("/chamadas/ativas", headers={"Cookie": f"{COOKIE}={cookie}"})
                found += len(answer.json()["chamadas"])
        return found


@asynccontextmanager
async def listening(url: str, cookies: dict[int, str]) -> AsyncIterator[list[Window]]:
    """The desks without a browser, in a process of their own; at the end of the block the windows they had."""
    command = [sys.executable, "-m", "bench.desk.listeners", url]
    process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**26)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(f"{json.dumps(cookies)}\n".encode())
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError("the desks without a browser could not listen")
        heard: list[Window] = []
        yield heard
        process.stdin.close()
        heard += [
            Window(one["telephone"], one["desk"], one["opened"], one["closed"])
            for one in json.loads(await process.stdout.readline())
        ]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
