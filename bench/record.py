"""Records the statements a route executes, so that the limit is made of these and of nothing else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.cases import Case
from plantao.kit.db import Connection, Database, Prepared, Row, Values
from plantao.kit.events import writing
from plantao.kit.tx import Tx

PROTOCOLO = re.compile(r"[0-9]{20}")
"""The value of a new ticket that must differ each time."""


@dataclass
class Step:
    """A statement with its values; `many` executes it for each of `arguments`, `made` is the one number it answered."""

    sql: str
    arguments: list[Any]
    many: bool = False
    made: int | None = None


@dataclass
class Recording:
    """A connection that notes what passes."""

    inner: Connection
    steps: list[Step] = field(default_factory=list)

    @property
    def dialect(self) -> Any:
        return self.inner.dialect

    async def fetch(self, prepared: Prepared, values: Values) -> Sequence[Row]:
        rows = await self.inner.fetch(prepared, values)
        one = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else None
        made = one if isinstance(one, int) else None
        self.steps.append(Step(prepared.sql, prepared.arguments(values), made=made))
        return rows

    async def execute(self, prepared: Prepared, values: Values) -> int:
        self.steps.append(Step(prepared.sql, prepared.arguments(values)))
        return await self.inner.execute(prepared, values)

    async def execute_many(self, prepared: Prepared, many: Sequence[Values]) -> None:
        self.steps.append(Step(prepared.sql, [prepared.arguments(values) for values in many], many=True))
        await self.inner.execute_many(prepared, many)


@dataclass
class _Recorded:
    """A database whose writing connection is a recording one."""

    database: Database
    steps: list[Step] = field(default_factory=list)

    @property
    def dialect(self) -> Any:
        return self.database.dialect

    def reading(self) -> Any:
        return self.database.reading()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        async with self.database.writing() as connection:
            yield Recording(connection, self.steps)

    async def close(self) -> None:
        await self.database.close()


async def record(database: Database, case: Case) -> list[list[Step]]:
    """Do each request of `case` once; answers its statements."""
    scripts = []
    for request in case.requests:
        recorded = _Recorded(database)
        if case.writes:
            async with writing(recorded, lambda: None) as tx:
                await case.call(tx, request.bag)
        else:
            async with database.reading() as connection:
                await case.call(Tx(Recording(connection, recorded.steps)), request.bag)
        scripts.append(recorded.steps)
    return scripts
