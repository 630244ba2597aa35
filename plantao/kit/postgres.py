"""The PostgreSQL driver: asyncpg, a pool to read from and a pool to write to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from plantao.kit.db import POSTGRES, Prepared, Row, Values

SETTINGS = {
    "application_name": "plantao",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "60000",
    "jit": "off",
}


async def _leave_as_it_is(_: Any) -> None:
    """Nothing of ours outlives its transaction, so that a connection needs no round trip to be given back."""


async def _to_the_end(ending: Awaitable[None]) -> None:
    """End a transaction whatever becomes of the request; its connection is given back only then."""
    task = asyncio.ensure_future(ending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


class PostgresConnection:
    """A pooled connection, inside a transaction when it writes."""

    dialect = POSTGRES

    def __init__(self, connection: Any) -> None:
        self.raw = connection

    async def fetch(self, prepared: Prepared, values: Values) -> Sequence[Row]:
        rows = await self.raw.fetch(prepared.sql, *prepared.arguments(values))
        return [prepared.row(row) for row in rows] if prepared.results else rows

    async def execute(self, prepared: Prepared, values: Values) -> int:
        done: str = await self.raw.execute(prepared.sql, *prepared.arguments(values))
        count = done.rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    async def execute_many(self, prepared: Prepared, many: Sequence[Values]) -> None:
        if len(many) == 1:
            await self.execute(prepared, many[0])
        else:
            await self.raw.executemany(prepared.sql, [prepared.arguments(values) for values in many])


class PostgresDatabase:
    """Two pools of one database; the reading one cannot write."""

    dialect = POSTGRES

    def __init__(self, url: str, read: asyncpg.Pool, write: asyncpg.Pool) -> None:
        self.url = url
        self._read = read
        self._write = write

    @classmethod
    async def open(cls, url: str, pool: int) -> "PostgresDatabase":
        """Connect to `url`; `pool` connections at the most for each of reading and writing."""
        read = await cls._pool(url, pool, {"default_transaction_read_only": "on"})
        write = await cls._pool(url, pool, {})
        return cls(url, read, write)

    @staticmethod
    async def _pool(url: str, size: int, settings: dict[str, str]) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            server_settings=SETTINGS | settings,
            statement_cache_size=1024,
            max_cached_statement_lifetime=0,
            max_inactive_connection_lifetime=0,
            reset=_leave_as_it_is,
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[PostgresConnection]:
        async with self._read.acquire() as connection:
            yield PostgresConnection(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[PostgresConnection]:
        async with self._write.acquire() as connection:
            transaction = connection.transaction()
            try:
                await _to_the_end(transaction.start())
                yield PostgresConnection(connection)
            except BaseException:
                if connection.is_in_transaction():
                    await _to_the_end(transaction.rollback())
                raise
            await _to_the_end(transaction.commit())

    async def notify(self, channel: str, word: str = "") -> None:
        """Tell whoever listens on `channel`, in this process or another; never inside a transaction that writes."""
        async with self._write.acquire() as connection:
            await connection.execute("SELECT pg_notify($1, $2)", channel, word)

    async def close(self) -> None:
        await self._read.close()
        await self._write.close()
