"""The outbox: written with the change itself, read in order without ever skipping a slow writer, heard at once."""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, ClassVar

import asyncpg
import pytest

from plantao.acesso.model import setor
from plantao.app import open_database
from plantao.kit import events
from plantao.kit import tail as tail_module
from plantao.kit.db import Connection, Database, Statement
from plantao.kit.events import Event, Happened, Position, after, history, newest, on, publish, writing
from plantao.kit.postgres import PostgresDatabase
from plantao.kit.settings import Settings
from plantao.kit.tail import CHANNEL, Tail
from plantao.kit.tx import Tx, reading
from tests.plans import plan
from tests.support import Rows, as_json

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
ABOUT = "teste:1"
SECONDS = 30


class Tocou(Event, frozen=True, kw_only=True):
    """Nobody listens to this one."""

    name: ClassVar[str] = "teste.tocou"
    n: int


class Ouvido(Event, frozen=True, kw_only=True):
    """Two listen to this one."""

    name: ClassVar[str] = "teste.ouvido"
    n: int
    para: str | None = None


@on(Ouvido)
async def anotar(tx: Tx, ouvido: Ouvido) -> None: ...


@on(Ouvido)
async def avisar(tx: Tx, ouvido: Ouvido) -> None: ...


class Undone(Exception):
    """Rolls a transaction back."""


def run(settings: Settings, program: Callable[[Database], Awaitable[None]]) -> None:
    async def opened() -> None:
        database = await open_database(settings)
        try:
            await program(database)
        finally:
            await database.close()

    asyncio.run(opened())


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SECONDS):
        while not await condition():  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.01)


async def tell(database: Database, *numbers: int, about: str = ABOUT, wake: Callable[[], None] = lambda: None) -> None:
    """Commit these events in one transaction."""
    async with writing(database, wake) as tx:
        for n in numbers:
            publish(tx, Tocou(n=n), about=about, to=["todos"], by=None, now=NOW)


class TestPublish:
    def test_an_event_is_written_with_its_transaction(self, settings: Settings, rows: Rows) -> None:
        seen_when_woken: list[list[dict[str, Any]]] = []

        def woken() -> None:
            with ThreadPoolExecutor(1) as beside:
                seen_when_woken.append(beside.submit(rows, "SELECT name FROM event").result())

        async def program(database: Database) -> None:
            async with writing(database, woken) as tx:
                publish(tx, Tocou(n=7), about=ABOUT, to=["setor:3", "usuario:22"], by=70, now=NOW)
            async with reading(database) as read:
                [happened] = await history(read, ABOUT)
            assert happened[2:] == (Tocou.name, ABOUT, ["setor:3", "usuario:22"], {"n": 7}, 70, NOW)

        run(settings, program)

        assert seen_when_woken == [[{"name": Tocou.name}]]

    def test_what_is_rolled_back_never_was(self, settings: Settings, rows: Rows) -> None:
        woken: list[None] = []

        async def program(database: Database) -> None:
            async with writing(database, lambda: woken.append(None)) as tx:
                await tx.insert(setor, nome="Desfeito")
                publish(tx, Ouvido(n=1), about=ABOUT, to=[], by=None, now=NOW)
                raise Undone

        with pytest.raises(Undone):
            run(settings, program)

        assert rows("SELECT * FROM event") == rows("SELECT * FROM task") == []
        assert rows("SELECT * FROM setor WHERE nome = 'Desfeito'") == []
        assert woken == []

    def test_one_task_for_each_listener(self, settings: Settings, rows: Rows) -> None:
        async def program(database: Database) -> None:
            async with writing(database, lambda: None) as tx:
                publish(tx, Ouvido(n=1), about=ABOUT, to=[], by=None, now=NOW)
                publish(tx, Tocou(n=2), about=ABOUT, to=[], by=None, now=NOW)
                publish(tx, Ouvido(n=3, para="João"), about=ABOUT, to=[], by=None, now=NOW)

        run(settings, program)

        tasks = rows("SELECT listener, data, attempts, claimed_until FROM task ORDER BY id")
        assert [(task["listener"].rpartition(".")[2], as_json(task["data"])) for task in tasks] == [
            ("anotar", {"n": 1, "para": None}),
            ("avisar", {"n": 1, "para": None}),
            ("anotar", {"n": 3, "para": "João"}),
            ("avisar", {"n": 3, "para": "João"}),
        ]
        assert {(task["attempts"], task["claimed_until"]) for task in tasks} == {(0, None)}

    def test_nobody_is_woken_when_nothing_was_published(self, settings: Settings) -> None:
        woken: list[None] = []

        async def program(database: Database) -> None:
            async with writing(database, lambda: woken.append(None)) as tx:
                await tx.insert(setor, nome="Calado")

        run(settings, program)

        assert woken == []

    def test_the_history_of_one_record(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            for n in range(6):
                await tell(database, n, about=f"teste:{n % 2}")
            async with reading(database) as read:
                assert [happened.data["n"] for happened in await history(read, "teste:1")] == [1, 3, 5]
                assert await history(read, "teste:11") == []

        run(settings, program)


class Open:
    """A transaction that is flushed, but ends only when whoever began it says so."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        yield self._connection

    reading = writing

    async def close(self) -> None: ...


class Writer:
    """A transaction in steps, each taken when the test wants it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        """Open it, and write something: that is when PostgreSQL gives it its number."""
        self._connection = await self._stack.enter_async_context(self._database.writing())
        await Tx(self._connection).insert(setor, nome="Lento")

    async def publish(self, *numbers: int) -> None:
        """Give the next ids to these events."""
        await tell(Open(self._connection), *numbers)

    async def commit(self) -> None:
        await self._stack.aclose()

    async def roll_back(self) -> None:
        with suppress(Undone):
            async with self._stack:
                raise Undone


class Reader:
    """Reads on after the last position, a few events at a time."""

    def __init__(self, database: Database, limit: int = 2) -> None:
        self._database = database
        self._limit = limit
        self.position = Position()
        self.seen: list[Happened] = []

    async def poll(self) -> None:
        while True:
            async with reading(self._database) as read:
                found = await after(read, self.position, self._limit)
            if not found:
                return
            self.seen += found
            self.position = found[-1].position

    async def poll_until(self, count: int) -> None:
        """Another database's transactions may hold the horizon of a whole PostgreSQL server for a while."""

        async def complete() -> bool:
            await self.poll()
            return len(self.seen) >= count

        await until(complete)
        await self.poll()

    @property
    def numbers(self) -> list[int]:
        return [happened.data["n"] for happened in self.seen]

    def assert_in_order(self) -> None:
        positions = [happened.position for happened in self.seen]
        assert positions == sorted(set(positions))


@pytest.fixture
def many(settings: Settings) -> Settings:
    """Connections enough for the writers of a test."""
    return settings.model_copy(update={"database_pool": 12})


@pytest.mark.parametrize(
    ("small_publishes", "small_commits"), [("first", "first"), ("first", "last"), ("last", "first"), ("last", "last")]
)
def test_a_reader_waits_for_a_slow_writer(many: Settings, small_publishes: str, small_commits: str) -> None:
    """Two writers overlap; the one that began first has the smaller number, with smaller or larger ids."""

    async def program(database: Database) -> None:
        reader = Reader(database)
        small, large = Writer(database), Writer(database)
        numbers = {small: (1, 2), large: (3, 4)}
        await small.begin()
        await large.begin()
        for writer in (small, large) if small_publishes == "first" else (large, small):
            await writer.publish(*numbers[writer])
            await reader.poll()
        assert reader.seen == []
        for writer in (small, large) if small_commits == "first" else (large, small):
            await writer.commit()
            await reader.poll()
        await reader.poll_until(4)

        assert sorted(reader.numbers) == [1, 2, 3, 4]
        reader.assert_in_order()

    async def one_writer_only(database: Database) -> None:
        reader = Reader(database)
        for numbers in (1, 2), (3, 4):
            writer = Writer(database)
            await writer.begin()
            await reader.poll()
            await writer.publish(*numbers)
            await reader.poll()
            assert reader.numbers == [1, 2][: numbers[0] - 1]
            await writer.commit()
            await reader.poll()

        assert reader.numbers == [1, 2, 3, 4]
        reader.assert_in_order()

    run(many, program if many.is_postgres else one_writer_only)


def test_what_committed_first_waits_for_what_began_first(many: Settings) -> None:
    """Were it read at once, the position would have passed the slow writer's events."""

    async def program(database: Database) -> None:
        reader, slow = Reader(database), Writer(database)
        await slow.begin()
        await tell(database, 2)
        await reader.poll()
        assert reader.seen == []
        await slow.publish(1)
        await slow.commit()
        await reader.poll_until(2)

        assert reader.numbers == [1, 2]
        assert [happened.id for happened in reader.seen] == sorted([h.id for h in reader.seen], reverse=True)

    async def writers_queue(database: Database) -> None:
        reader, slow = Reader(database), Writer(database)
        await slow.begin()
        waiting = asyncio.create_task(tell(database, 2))
        await reader.poll()
        await slow.publish(1)
        await slow.commit()
        await waiting
        await reader.poll()

        assert reader.numbers == [1, 2]

    run(many, program if many.is_postgres else writers_queue)


def schedule(rng: random.Random, writers: int, at_once: int) -> list[tuple[int, str]]:
    """Steps of several writers, mixed; no more than `at_once` of them open at a time."""
    left = {
        n: ["begin", *["publish"] * rng.randrange(4), rng.choice(["commit", "commit", "roll_back"])]
        for n in range(writers)
    }
    steps: list[tuple[int, str]] = []
    while left:
        began = [n for n in left if left[n][0] != "begin"]
        n = rng.choice(began if len(began) >= at_once else list(left))
        steps.append((n, left[n].pop(0)))
        if not left[n]:
            del left[n]
    return steps


def test_every_event_exactly_once_whatever_the_writers_do(many: Settings) -> None:
    async def program(database: Database) -> None:
        ids = iter(range(10_000))
        committed: set[int] = set()
        eager, from_the_start = Reader(database), Reader(database, limit=500)
        for seed in range(25):
            rng = random.Random(seed)
            writers = [Writer(database) for _ in range(6)]
            written: list[list[int]] = [[] for _ in writers]
            for n, step in schedule(rng, len(writers), 6 if many.is_postgres else 1):
                if step == "publish":
                    written[n].append(next(ids))
                    await writers[n].publish(written[n][-1])
                else:
                    await getattr(writers[n], step)()
                if step == "commit":
                    committed |= set(written[n])
                await eager.poll()
        await eager.poll_until(len(committed))
        await from_the_start.poll_until(len(committed))

        assert sorted(eager.numbers) == sorted(committed)
        assert eager.seen == from_the_start.seen
        eager.assert_in_order()
        async with reading(database) as read:
            assert await newest(read) == eager.position
            assert {happened.data["n"] for happened in await history(read, ABOUT)} == committed

    run(many, program)


class Heard:
    """A hearer that writes down what it hears."""

    def __init__(self) -> None:
        self.events: list[Happened] = []

    async def __call__(self, happened: Happened) -> None:
        self.events.append(happened)

    @property
    def numbers(self) -> list[int]:
        return [happened.data["n"] for happened in self.events]


@asynccontextmanager
async def following(database: Database, *hearers: Callable[[Happened], Awaitable[None]]) -> AsyncIterator[Tail]:
    tail = Tail(database)
    for hearer in hearers:
        tail.hear(hearer)
    await tail.start()
    try:
        yield tail
    finally:
        await tail.stop()


class TestTail:
    @pytest.fixture
    def only_when_woken(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        """On PostgreSQL nothing but news makes the tail look; SQLite has no other way than to look."""
        if settings.is_postgres:
            monkeypatch.setattr(tail_module, "LOOK_SECONDS", 3600)

    def test_it_begins_after_what_there_is(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            heard = Heard()
            await tell(database, 1, 2)
            await Reader(database).poll_until(2)
            async with following(database, heard) as tail:
                await tell(database, 3, wake=tail.wake)
                await until(lambda: has_heard(heard, 1, database))
                await tail.catch_up()

            assert heard.numbers == [3]

        run(settings, program)

    def test_more_than_one_page_of_events(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            heard = Heard()
            async with following(database, heard) as tail:
                await tell(database, *range(1234))

                async def everything() -> bool:
                    await tail.catch_up()
                    return len(heard.events) >= 1234

                await until(everything)

            assert heard.numbers == list(range(1234))

        run(settings, program)

    @pytest.mark.usefixtures("only_when_woken")
    def test_it_hears_another_connection(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            heard = Heard()
            beside = await open_database(settings)
            async with following(database, heard), following(beside) as tail_beside:
                await tell(beside, 1, wake=tail_beside.wake)
                await tell(beside, 2, wake=tail_beside.wake)
                await until(lambda: has_heard(heard, 2, beside))
            await beside.close()

            assert heard.numbers == [1, 2]

        run(settings, program)

    @pytest.mark.usefixtures("only_when_woken")
    def test_it_hears_another_process(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            heard = Heard()
            async with following(database, heard):
                await command(settings, "cliente-api", "criar", "Robô")
                await until(lambda: has_heard(heard, 1, database))

            assert [happened.name for happened in heard.events] == ["acesso.cliente_api_criado"]

        run(settings, program)

    @pytest.mark.usefixtures("only_when_woken")
    def test_it_outlives_its_listening_connection(self, settings: Settings) -> None:
        """PostgreSQL's; on SQLite nobody listens, and the same news come all the same."""

        async def program(database: Database) -> None:
            heard = Heard()
            async with following(database, heard):
                await hang_up(settings)
                await tell(database, 1)
                await until(lambda: has_heard(heard, 1, database))
                await hang_up(settings)
                await tell(database, 2)
                await until(lambda: has_heard(heard, 2, database))

            assert heard.numbers == [1, 2]

        run(settings, program)

    def test_a_hearer_that_fails_costs_the_others_nothing(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            before, after_it = Heard(), Heard()
            tried: list[int] = []

            async def failing(happened: Happened) -> None:
                tried.append(happened.data["n"])
                raise RuntimeError("the test breaks here")

            async with following(database, before, failing, after_it) as tail:
                await tell(database, 1, 2, wake=tail.wake)
                await tell(database, 3, wake=tail.wake)
                await until(lambda: has_heard(before, 3, database))

            assert before.numbers == after_it.numbers == [1, 2, 3]
            assert set(tried) == {1, 2, 3}

        run(settings, program)

    def test_it_is_fresh_once_it_has_seen_the_end(self, settings: Settings) -> None:
        async def program(database: Database) -> None:
            tail = Tail(database)
            assert not tail.fresh
            await tail.catch_up()
            assert tail.fresh

        run(settings, program)


async def has_heard(heard: Heard, count: int, database: Database) -> bool:
    """Notify as every commit does, again and again: what a busy server cannot settle yet is looked for at the next."""
    if isinstance(database, PostgresDatabase):
        await database.notify(CHANNEL)
    return len(heard.events) >= count


async def command(settings: Settings, *arguments: str) -> None:
    environment = os.environ | {
        "PLANTAO_DATA_DIR": str(settings.data_dir),
        "PLANTAO_DATABASE_URL": settings.database_url,
        "PLANTAO_SECRET_KEY": settings.secret_key,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plantao", *arguments, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0


async def hang_up(settings: Settings) -> None:
    """End the session that listens, as a restarted PostgreSQL would, once there is one."""
    if not settings.is_postgres:
        return
    connection = await asyncpg.connect(settings.database_url)

    async def one_ended() -> bool:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
        )
        return len(ended) == 1

    try:
        await until(one_ended)
    finally:
        await connection.close()


@pytest.mark.parametrize("statement", [events._read_after, events._read_subjects])
def test_only_what_is_new_is_walked_over(settings: Settings, statement: Statement[Any]) -> None:
    """Of a million events the end is read at every commit."""
    found = plan(settings, statement, "7")

    assert re.search(r"Index Cond: \(\(?ROW\(|SEARCH event USING INTEGER PRIMARY KEY \(rowid>\?\)", found), found
