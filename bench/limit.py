"""The limit: a route's statements on bare connections in a loop; every row is fetched, nothing is made of it."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from time import perf_counter
from typing import Any

import asyncpg
import uvloop

from bench.record import PROTOCOLO, Step
from plantao.kit.postgres import SETTINGS
from plantao.kit.settings import Settings
from plantao.kit.sqlite import connect

Script = Sequence[Step]


class Renewal:
    """Values of a recorded write in a new run: its own protocolo, and the keys that the database gives this time."""

    def __init__(self, script: Script) -> None:
        texts = [repr(step.arguments) for step in script]
        self._protocolos = {found for text in texts for found in PROTOCOLO.findall(text)}
        old = self._protocolos | {str(step.made) for step in script if step.made is not None}
        self._old = re.compile(rf"\b({'|'.join(sorted(old))})\b")
        self.concerned = [bool(self._old.search(text)) for text in texts]
        self._new: dict[str, Any] = {}

    def begin(self) -> None:
        self._new = {old: f"{secrets.randbelow(10**20):020}" for old in self._protocolos}

    def made(self, old: int, new: int) -> None:
        self._new[str(old)] = new

    def renew(self, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return self._new.get(str(value), value)
        if isinstance(value, str):
            return self._old.sub(lambda found: str(self._new.get(found[0], found[0])), value)
        if isinstance(value, list):
            return [self.renew(item) for item in value]
        return value


def sqlite_limit(settings: Settings, scripts: list[Script], seconds: float, *, writes: bool) -> float:
    """Requests a second; of writes, each is one commit."""
    connection = connect(settings.sqlite_file)
    begin, end = ("BEGIN IMMEDIATE", "COMMIT") if writes else ("BEGIN", "ROLLBACK")
    count = 0
    began = perf_counter()
    for script, renewal in _turns(scripts, 0, writes=writes):
        connection.execute(begin)
        for n, step in enumerate(script):
            arguments = renewal.renew(step.arguments) if renewal and renewal.concerned[n] else step.arguments
            if step.many:
                connection.executemany(step.sql, arguments)
                continue
            rows = connection.execute(step.sql, arguments).fetchall()
            if renewal and step.made is not None:
                renewal.made(step.made, rows[0][0])
        connection.execute(end)
        count += 1
        if perf_counter() - began > seconds:
            break
    rate = count / (perf_counter() - began)
    connection.close()
    return rate


def postgres_limit(
    settings: Settings, scripts: list[Script], seconds: float, connections: int, *, writes: bool
) -> float:
    """Requests a second on that many connections at once."""

    async def one(number: int, began: float) -> int:
        connection = await asyncpg.connect(settings.database_url, server_settings=SETTINGS)
        prepared = {step.sql: await connection.prepare(step.sql) for script in scripts for step in script}
        count = 0
        for script, renewal in _turns(scripts, number, writes=writes):
            transaction = connection.transaction() if writes else None
            if transaction:
                await transaction.start()
            for n, step in enumerate(script):
                arguments = renewal.renew(step.arguments) if renewal and renewal.concerned[n] else step.arguments
                if step.many:
                    await prepared[step.sql].executemany(arguments)
                    continue
                rows = await prepared[step.sql].fetch(*arguments)
                if renewal and step.made is not None:
                    renewal.made(step.made, rows[0][0])
            if transaction:
                await transaction.commit()
            count += 1
            if perf_counter() - began > seconds:
                break
        await connection.close()
        return count

    async def all_of_them() -> float:
        began = perf_counter()
        counts = await asyncio.gather(*[one(number, began) for number in range(connections)])
        return sum(counts) / (perf_counter() - began)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(all_of_them())


def _turns(scripts: list[Script], first: int, *, writes: bool) -> Iterator[tuple[Script, Renewal | None]]:
    """The scripts by turns, for ever; of several connections each begins elsewhere."""
    turns = [(script, Renewal(script) if writes else None) for script in scripts]
    for script, renewal in islice(cycle(turns), first, None):
        if renewal:
            renewal.begin()
        yield script, renewal
