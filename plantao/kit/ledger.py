"""What is written down of requests after they were answered: gathered in memory, written together once a second."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from plantao.kit import metrics
from plantao.kit.db import Database
from plantao.kit.events import writing
from plantao.kit.log import log
from plantao.kit.tx import Tx

WRITE_SECONDS = 1.0
ROOM = 5000
"""How many may wait."""

T = TypeVar("T")


class Ledger(Generic[T]):
    """Entries wait here for a transaction of their own; a request costs one append, and never waits for it."""

    def __init__(self, database: Database, write: Callable[[Tx, Sequence[T]], Awaitable[None]]) -> None:
        self._database = database
        self._write = write
        self._waiting: deque[T] = deque()
        self._one_by_one = asyncio.Lock()
        self.lost = 0
        """How many found no room since this process began."""

    def note(self, entry: T) -> None:
        """Let `entry` wait to be written; with no room left it is only counted."""
        if len(self._waiting) < ROOM:
            self._waiting.append(entry)
        else:
            self.lost += 1
            metrics.LOST.inc()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Write every second until the block ends, and then what is left."""
        stopping = asyncio.Event()
        loop = asyncio.create_task(self._keep(stopping))
        try:
            yield
        finally:
            stopping.set()
            await loop

    async def _keep(self, stopping: asyncio.Event) -> None:
        ended = False
        while not ended:
            with suppress(TimeoutError):
                async with asyncio.timeout(WRITE_SECONDS):
                    await stopping.wait()
            ended = stopping.is_set()
            try:
                await self.flush()
            except Exception:
                log.exception("ledger", waiting=len(self._waiting))

    async def flush(self) -> None:
        """Write what waits, in one transaction; what could not be written waits on."""
        async with self._one_by_one:
            if batch := list(self._waiting):
                async with writing(self._database, lambda: None) as tx:
                    await self._write(tx, batch)
                for _ in batch:
                    self._waiting.popleft()
