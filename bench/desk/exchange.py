"""The telephone exchange: calls by the real route, each withdrawn again."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Self

import httpx2

from bench.desk.tally import Call
from bench.desk.world import DESKS, Staffed, extension
from bench.world import SEED

API = "/api/v1/integracao/pbx/ligacao/"
EVERY = 4
"""One call of so many rings at a browser that is free."""
BROWSER_RINGS, DESK_RINGS, OVERTAKES = (0.6, 1.2), (1.0, 6.0), (0.2, 3.0)
"""Between which times, in seconds, a call is withdrawn; or, when that comes first, announced."""
REST = 0.3
"""How long a browser is left alone between two calls."""
OVERTAKEN, UNKNOWN = 0.05, 0.15
SECONDS = 30.0


def client(url: str, headers: dict[str, str]) -> httpx2.AsyncClient:
    """Opens as many connections as it takes, and leaves each before the server does, so that none breaks."""
    limits = httpx2.Limits(keepalive_expiry=2.0)
    return httpx2.AsyncClient(base_url=url, headers=headers, timeout=SECONDS, limits=limits, trust_env=False)


class Exchange:
    """Speaks to the API with its own token; notes when it began to say something."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = client(url + API, headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def ring(self, call: Call) -> None:
        call.rang = time.time()
        await self._say("notificar", call)

    async def withdraw(self, call: Call) -> None:
        call.withdrawn = time.time()
        await self._say("cancelar", call)

    async def _say(self, verb: str, call: Call) -> None:
        said = {"ramal": extension(call.desk), "telefone": call.telephone}
        answer = await self._http.post(verb, json=said)
        if answer.json().get("status") != "success":
            raise RuntimeError(f"{verb}: {answer.status_code} {answer.text[:300]}")


class Traffic:
    """Calls as they come at a provider: at random, so many a second on average."""

    def __init__(self, world: Staffed, exchange: Exchange, browsers: list[int], rate: float) -> None:
        self._world = world
        self._exchange = exchange
        self._free = list(browsers)
        self._others = [attendant for attendant in DESKS if attendant not in browsers]
        self._rate = rate
        self._random = random.Random(SEED)
        self._numbers = self._telephones()

    async def run(self, more: Callable[[int], bool], *, to_browsers: bool = True) -> list[Call]:
        """Let calls ring while there are to be `more` than so many; answers them when the last is withdrawn."""
        clock = asyncio.get_running_loop().time
        due = clock()
        going: list[asyncio.Task[Call]] = []
        while more(len(going)):
            going.append(asyncio.create_task(self._one(to_browsers and len(going) % EVERY == 0)))
            due += self._random.expovariate(self._rate)
            await asyncio.sleep(due - clock())
        return await asyncio.gather(*going)

    async def _one(self, wanted: bool) -> Call:
        browser = wanted and bool(self._free)
        desk = self._free.pop(0) if browser else self._random.choice(self._others)
        call = Call(next(self._numbers), desk, browser, self._random.random() < OVERTAKEN)
        if call.overtaken:
            await self._exchange.withdraw(call)
            await asyncio.sleep(self._random.uniform(*OVERTAKES))
            await self._exchange.ring(call)
        else:
            await self._exchange.ring(call)
            await asyncio.sleep(self._random.uniform(*(BROWSER_RINGS if browser else DESK_RINGS)))
            await self._exchange.withdraw(call)
        if browser:
            await asyncio.sleep(REST)
            self._free.append(desk)
        return call

    def _telephones(self) -> Iterator[str]:
        """Never the same twice; some of nobody we know."""
        for n in count(1):
            known = n in self._world.callers and self._random.random() >= UNKNOWN
            yield self._world.telephone(n) if known else f"319{70_000_000 + n}"
