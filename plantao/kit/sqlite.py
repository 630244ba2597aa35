"""The SQLite driver: WAL, one writer at a time, and several requests' transactions in one commit."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from plantao.kit.db import SQLITE, Prepared, Row, Values

GATHER_SECONDS = 0.01
"""How long a group goes on while others wait; or as long as the last commit took, when that was longer."""
BUSY_SECONDS = 30
BUSY_PAUSE = 0.005


PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16384", "mmap_size=1073741824")


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file as Plantão needs it."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute("PRAGMA busy_timeout=5000")
    _turn_to_wal(connection)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    return connection


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Two processes that turn the same new file at once get "locked" at once: `busy_timeout` does not hold here."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                connection.close()
                raise
        time.sleep(BUSY_PAUSE)


class SqliteConnection:
    """A connection whose short statements run inline, in 0.1 to 2 ms."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.raw = connection

    async def fetch(self, prepared: Prepared, values: Values) -> Sequence[Row]:
        rows = self.raw.execute(prepared.sql, prepared.arguments(values)).fetchall()
        return [prepared.row(row) for row in rows] if prepared.results else rows

    async def execute(self, prepared: Prepared, values: Values) -> int:
        return self.raw.execute(prepared.sql, prepared.arguments(values)).rowcount

    async def execute_many(self, prepared: Prepared, many: Sequence[Values]) -> None:
        self.raw.executemany(prepared.sql, [prepared.arguments(values) for values in many])


class SqliteDatabase:
    """Readers from a pool, each in a snapshot; writers one after the other, committed in groups."""

    dialect = SQLITE

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers: list[sqlite3.Connection] = []
        self._writer = _Writer(path)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqliteConnection]:
        raw = self._readers.pop() if self._readers else connect(self._path, read_only=True)
        raw.execute("BEGIN")
        try:
            yield SqliteConnection(raw)
        finally:
            raw.execute("ROLLBACK")
            self._readers.append(raw)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqliteConnection]:
        await self._writer.enter()
        try:
            yield self._writer.connection
        except Exception:
            await asyncio.shield(self._writer.leave(keep=False))
            raise
        except BaseException:
            self._writer.leave(keep=False)
            raise
        await asyncio.shield(self._writer.leave(keep=True))

    async def close(self) -> None:
        await self._writer.close()
        for reader in self._readers:
            reader.close()


class _Turn:
    """Whose turn it is to write.

    All who wait are woken at once: most write without letting go of the loop, so that one round of it, however long a
    busy server takes for one, serves them all.
    """

    def __init__(self) -> None:
        self.held = False
        self._sleeping: list[asyncio.Future[None]] = []

    async def take(self) -> None:
        """Wait until nobody has the turn, and have it."""
        while self.held:
            woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._sleeping.append(woken)
            await woken
        self.held = True

    def give(self) -> None:
        """Let whoever comes first have the turn."""
        self.held = False
        sleeping, self._sleeping = self._sleeping, []
        for woken in sleeping:
            if not woken.done():
                woken.set_result(None)


class _Writer:
    """The one writing connection; each request is a savepoint, and whoever leaves last commits for the group.

    A refusal waits for the group too: it may rest on what an earlier member wrote and has not committed yet.
    Nothing a request does, its cancellation included, can leave the transaction open or commit half of it: entering
    and leaving are synchronous once the turn is had, and the commit is nobody's to cancel.
    """

    def __init__(self, path: Path) -> None:
        self.connection = SqliteConnection(connect(path))
        self._raw = self.connection.raw
        self._raw.execute("PRAGMA busy_timeout=0")
        self._thread = ThreadPoolExecutor(1, "sqlite-commit")
        self._turn = _Turn()
        self._waiting = 0
        self._group: list[asyncio.Future[None]] = []
        self._began = 0.0
        self._gathers = GATHER_SECONDS

    async def enter(self) -> None:
        """Wait for the turn to write, and begin."""
        self._waiting += 1
        try:
            await self._turn.take()
        finally:
            self._waiting -= 1
            if not self._turn.held:
                self._commit_if_last()
        try:
            if not self._raw.in_transaction:
                await self._begin()
            self._raw.execute("SAVEPOINT pedido")
        except BaseException:
            self._turn.give()
            raise

    async def _begin(self) -> None:
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                await asyncio.sleep(BUSY_PAUSE)
            else:
                self._began = time.monotonic()
                return

    def leave(self, *, keep: bool) -> asyncio.Future[None]:
        """End this request's part; the future is done when the group is on disk."""
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            if not keep:
                self._raw.execute("ROLLBACK TO pedido")
            self._raw.execute("RELEASE pedido")
        except sqlite3.Error as error:
            self._abandon(error)
            committed.set_exception(error)
        else:
            if keep or self._group:
                self._group.append(committed)
            else:
                committed.set_result(None)
        if self._waiting and time.monotonic() - self._began < self._gathers:
            self._turn.give()
        else:
            self._commit()
        return committed

    def _commit_if_last(self) -> None:
        """The last of those who waited gave up: nobody else would commit what is already written."""
        if self._waiting == 0 and self._raw.in_transaction:
            self._turn.held = True
            self._commit()

    def _abandon(self, error: sqlite3.Error) -> None:
        """SQLite undid the whole transaction by itself (a full disk): the group hears of it."""
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")
        group, self._group = self._group, []
        for member in group:
            member.set_exception(error)

    def _commit(self) -> None:
        """Whoever has the turn gives it to the thread that commits."""
        group, self._group = self._group, []
        if group:
            self._thread.submit(self._write_down, asyncio.get_running_loop(), group, time.monotonic())
            return
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")
        self._turn.give()

    def _write_down(self, loop: asyncio.AbstractEventLoop, group: list[asyncio.Future[None]], began: float) -> None:
        failed = None
        try:
            self._raw.execute("COMMIT")
        except sqlite3.Error as error:
            failed = error
        loop.call_soon_threadsafe(self._written, group, failed, began)

    def _written(self, group: list[asyncio.Future[None]], failed: sqlite3.Error | None, began: float) -> None:
        self._gathers = max(GATHER_SECONDS, time.monotonic() - began)
        if failed and self._raw.in_transaction:
            self._raw.execute("ROLLBACK")
        for member in group:
            if failed:
                member.set_exception(failed)
            else:
                member.set_result(None)
        self._turn.give()

    async def close(self) -> None:
        """Finish the commits under way, fold the log into the file, and close."""
        await self._turn.take()
        self._thread.shutdown()
        self._raw.close()
