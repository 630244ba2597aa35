"""The end of the outbox, followed by every serving process: who must hear of an event at once hears it here."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import asyncpg

from plantao.kit import events
from plantao.kit.db import Database, Statement
from plantao.kit.log import log
from plantao.kit.postgres import PostgresDatabase
from plantao.kit.tx import Read, reading

CHANNEL = "plantao"
LOOK_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""How long news may gather before one look serves them all."""
STALE_SECONDS = 2.0
RECONNECT_SECONDS = 1.0

Hearer = Callable[[events.Happened], Awaitable[None]]
Word = Callable[[str], None]


class Tail:
    """Reads new events and tells the hearers, woken by this process's commits and, on PostgreSQL, by the others'.

    A cache that must not outlive a revocation made elsewhere is used only while `fresh`: then nothing that was settled
    more than `STALE_SECONDS` ago can have been missed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hearers: list[Hearer] = []
        self._watched: list[tuple[Statement[int], Callable[[], None]]] = []
        self._numbers: dict[Statement[int], int | None] = {}
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._listeners: list[Word] = []
        self._to_say: list[str] = []
        self._announce = asyncio.Event()
        self._position = events.Position()
        self._looking = asyncio.Lock()
        self._looked = float("-inf")

    @property
    def fresh(self) -> bool:
        """Whether the end of the outbox was seen a moment ago."""
        return monotonic() - self._looked < STALE_SECONDS

    @property
    def position(self) -> events.Position:
        """The last event that was told."""
        return self._position

    def hear(self, hearer: Hearer) -> None:
        """Call `hearer` for every event from now on."""
        self._hearers.append(hearer)

    def watch(self, number: Statement[int], changed: Callable[[], None]) -> None:
        """Call `changed` when a number of the database changes: at every look, whatever transactions are open.

        Events are told only once nothing can precede them any more; a revocation cannot wait for that.
        """
        self._watched.append((number, changed))

    def wake(self) -> None:
        """There is news: look now, and let the other processes look."""
        self._news.set()
        self._speak("")

    def listen(self, listener: Word) -> None:
        """Call `listener` for every word that is said from now on."""
        self._listeners.append(listener)

    def say(self, word: str) -> None:
        """Tell every process, this one too, what nobody keeps and nobody needs a moment later (docs/decisions/0016)."""
        if isinstance(self._database, PostgresDatabase):
            self._speak(word)
        else:
            self._said(word)

    def _speak(self, word: str) -> None:
        if word not in self._to_say:
            self._to_say.append(word)
        self._announce.set()

    def _said(self, word: str) -> None:
        for listener in self._listeners:
            listener(word)

    def _notified(self, _: Any, __: int, ___: str, word: object) -> None:
        if word:
            self._said(str(word))
        else:
            self._news.set()

    async def start(self) -> None:
        """Begin after the newest event there is."""
        async with reading(self._database) as read:
            self._position = await events.newest(read)
        self._tasks.append(asyncio.create_task(self._follow()))
        if isinstance(self._database, PostgresDatabase):
            listening = await self._listen(self._database)
            self._tasks.append(asyncio.create_task(self._keep_listening(self._database, listening)))
            self._tasks.append(asyncio.create_task(self._tell_others(self._database)))

    async def stop(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._news.wait()
                    await asyncio.sleep(GATHER_SECONDS)
            self._news.clear()
            try:
                await self.catch_up()
            except Exception:
                log.exception("tail")

    async def catch_up(self) -> None:
        """Tell the hearers everything that is settled by now."""
        async with self._looking:
            while True:
                started = monotonic()
                async with reading(self._database) as read:
                    await self._look_at_numbers(read)
                    found = await events.after(read, self._position)
                for happened in found:
                    self._position = happened.position
                    await self._tell(happened)
                if not found:
                    self._looked = started
                    return

    async def _tell(self, happened: events.Happened) -> None:
        """Tell every hearer; one that fails costs neither the others nor what comes after."""
        for hearer in self._hearers:
            try:
                await hearer(happened)
            except Exception:
                log.exception("hearer", name=happened.name)

    async def _look_at_numbers(self, read: Read) -> None:
        for number, changed in self._watched:
            value = await read.first(number)
            if self._numbers.get(number) != value:
                self._numbers[number] = value
                changed()

    async def _listen(self, database: PostgresDatabase) -> asyncpg.Connection:
        connection = await asyncpg.connect(database.url)
        try:
            await connection.add_listener(CHANNEL, self._notified)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _keep_listening(self, database: PostgresDatabase, connection: asyncpg.Connection) -> None:
        while True:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _, lost=lost: lost.set())
            self._news.set()
            try:
                await lost.wait()
            finally:
                await connection.close()
            connection = await self._listen_again(database)

    async def _listen_again(self, database: PostgresDatabase) -> asyncpg.Connection:
        while True:
            await asyncio.sleep(RECONNECT_SECONDS)
            try:
                return await self._listen(database)
            except (OSError, asyncpg.PostgresError):
                log.exception("listen")

    async def _tell_others(self, database: PostgresDatabase) -> None:
        while True:
            await self._announce.wait()
            self._announce.clear()
            words, self._to_say = self._to_say, []
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                for word in words:
                    await database.notify(CHANNEL, word)
