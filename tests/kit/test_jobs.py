"""Tasks of the outbox: run once each, retried, given up, taken over from the dead; and what is due every so often."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from plantao.acesso.model import setor
from plantao.app import open_database
from plantao.kit import jobs
from plantao.kit.db import Database
from plantao.kit.events import Event, on, publish, writing
from plantao.kit.jobs import ATTEMPTS, LEASE, Worker, every
from plantao.kit.settings import Settings
from plantao.kit.tail import Tail
from plantao.kit.time import real_clock
from plantao.kit.tx import Tx
from plantao.worker import working
from tests.support import Rows

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SECONDS = 30


class Pedida(Event, frozen=True, kw_only=True):
    """Something is to be done."""

    name: ClassVar[str] = "teste.pedida"
    n: int


class Feita(Event, frozen=True, kw_only=True):
    """It was done."""

    name: ClassVar[str] = "teste.feita"
    n: int


class Broken(Exception):
    """What a listener fails with."""


async def nothing(_: int) -> None: ...


doing: list[Callable[[int], Awaitable[None]]] = [nothing]
"""What the listener does besides writing; each test puts its own last."""


@on(Pedida)
async def fazer(tx: Tx, pedida: Pedida) -> None:
    """Write something, do what the test wants, and publish that it was done."""
    await tx.insert(setor, nome=f"feita {pedida.n}")
    await doing[-1](pedida.n)
    publish(tx, Feita(n=pedida.n), about="teste:1", to=[], by=None, now=NOW)


@pytest.fixture(autouse=True)
def nothing_at_times(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only what a test asks for is due every so often."""
    monkeypatch.setattr(jobs, "_schedules", {})
    yield
    del doing[1:]


def run(settings: Settings, program: Callable[[Database], Awaitable[None]]) -> None:
    async def opened() -> None:
        database = await open_database(settings)
        try:
            await program(database)
        finally:
            await database.close()

    asyncio.run(opened())


def worker(database: Database) -> Worker:
    return Worker(database, lambda: NOW, lambda: None)


async def ask(database: Database, *numbers: int) -> None:
    for n in numbers:
        async with writing(database, lambda: None) as tx:
            publish(tx, Pedida(n=n), about="teste:1", to=[], by=None, now=NOW)


def done(rows: Rows) -> list[str]:
    """What the listener wrote, in order; its events say the same."""
    written = [row["nome"] for row in rows("SELECT nome FROM setor WHERE nome LIKE 'feita %' ORDER BY id_setor")]
    assert len(rows("SELECT 1 AS one FROM event WHERE name = 'teste.feita'")) == len(written)
    return written


def work(settings: Settings) -> int:
    """Let a worker run what is due; answers how many tasks it ran."""
    ran: list[int] = []

    async def program(database: Database) -> None:
        ran.append(await worker(database).run_due())

    run(settings, program)
    return ran[0]


def pass_time(settings: Settings, rows: Rows, column: str, ago: timedelta = timedelta(seconds=1)) -> None:
    """Let the instant in a column of every task lie so far back."""
    instant = real_clock() - ago
    if settings.is_postgres:
        rows(f"UPDATE task SET {column} = CAST(:at AS timestamptz)", at=instant)
    else:
        rows(f"UPDATE task SET {column} = :at", at=int(instant.timestamp() * 1_000_000))


def instant(value: Any) -> datetime:
    """A column of tasks, which SQLite keeps as microseconds."""
    if isinstance(value, int):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)
    assert isinstance(value, datetime)
    return value


def test_a_task_is_run_once_and_forgotten(settings: Settings, rows: Rows) -> None:
    run(settings, lambda database: ask(database, 1, 2))

    assert (work(settings), work(settings)) == (2, 0)
    assert done(rows) == ["feita 1", "feita 2"]
    assert rows("SELECT * FROM task") == []


def test_what_a_listener_writes_and_the_end_of_its_task_are_one(settings: Settings, rows: Rows) -> None:
    """Seen from beside, before its transaction ends: a claimed task and nothing done."""
    seen: list[tuple[list[str], list[dict[str, Any]]]] = []

    async def look(_: int) -> None:
        beside = asyncio.to_thread(lambda: (done(rows), rows("SELECT attempts, claimed_until FROM task")))
        seen.append(await beside)

    doing.append(look)
    run(settings, lambda database: ask(database, 1))
    before = real_clock()
    work(settings)

    [(done_before, [task])] = seen
    assert done_before == []
    assert task["attempts"] == 1
    assert before + LEASE <= instant(task["claimed_until"]) <= real_clock() + LEASE
    assert done(rows) == ["feita 1"]
    assert rows("SELECT * FROM task") == []


def test_a_failing_listener_is_tried_again_later_and_given_up_at_last(settings: Settings, rows: Rows) -> None:
    async def fail(n: int) -> None:
        raise Broken(f"não deu: {n}")

    doing.append(fail)
    run(settings, lambda database: ask(database, 7))
    waits = []
    for attempt in range(1, ATTEMPTS + 1):
        before = real_clock()
        assert work(settings) == 1
        after = real_clock()
        [task] = rows("SELECT * FROM task")
        assert (task["attempts"], task["last_error"]) == (attempt, "Broken: não deu: 7")
        assert (task["claimed_until"], task["done_at"]) == (None, None)
        assert bool(task["given_up"]) == (attempt == ATTEMPTS)
        wait = min(timedelta(seconds=5) * 2**attempt, timedelta(hours=1))
        assert before + wait <= instant(task["run_at"]) <= after + wait
        waits.append(wait)
        assert work(settings) == 0
        pass_time(settings, rows, "run_at")

    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
    assert work(settings) == 0
    assert len(rows("SELECT * FROM task")) == 1
    assert done(rows) == []


def test_a_listener_that_recovers_is_done_once(settings: Settings, rows: Rows) -> None:
    tried: list[int] = []

    async def fail_twice(n: int) -> None:
        tried.append(n)
        if len(tried) < 3:
            raise Broken

    doing.append(fail_twice)
    run(settings, lambda database: ask(database, 1))
    for _ in range(3):
        assert work(settings) == 1
        pass_time(settings, rows, "run_at")

    assert (tried, done(rows), rows("SELECT * FROM task")) == ([1, 1, 1], ["feita 1"], [])


def test_a_failing_task_does_not_hold_the_others_up(settings: Settings, rows: Rows) -> None:
    async def fail_the_first(n: int) -> None:
        if n == 1:
            raise Broken

    doing.append(fail_the_first)
    run(settings, lambda database: ask(database, 1, 2, 3))

    assert work(settings) == 3
    assert done(rows) == ["feita 2", "feita 3"]


def test_a_task_of_a_listener_that_is_no_more_waits_for_a_person(settings: Settings, rows: Rows) -> None:
    run(settings, lambda database: ask(database, 1))
    rows("UPDATE task SET listener = 'teste.pedida:modulo.que_saiu'")

    assert work(settings) == 1
    [task] = rows("SELECT * FROM task")
    assert (task["attempts"], task["last_error"]) == (1, "KeyError: 'teste.pedida:modulo.que_saiu'")


def test_two_workers_run_each_task_once(settings: Settings, rows: Rows) -> None:
    """On PostgreSQL both are inside a listener at the same time, or the first would wait forever."""
    inside: set[int] = set()
    both_inside = asyncio.Event()

    async def meet(n: int) -> None:
        inside.add(n)
        if len(inside) >= 2:
            both_inside.set()
        if settings.is_postgres:
            async with asyncio.timeout(SECONDS):
                await both_inside.wait()

    doing.append(meet)
    ran: list[int] = []

    async def program(database: Database) -> None:
        await ask(database, *range(30))
        beside = await open_database(settings)
        ran.extend(await asyncio.gather(worker(database).run_due(), worker(beside).run_due()))
        await beside.close()

    run(settings, program)

    assert sum(ran) == 30
    assert sorted(done(rows)) == sorted(f"feita {n}" for n in range(30))
    assert rows("SELECT * FROM task") == []


class Crash(BaseException):
    """The end of a process, in the middle of a task."""


def test_a_task_whose_worker_died_is_taken_over_after_its_lease(settings: Settings, rows: Rows) -> None:
    async def die(_: int) -> None:
        raise Crash

    doing.append(die)
    run(settings, lambda database: ask(database, 1))
    with pytest.raises(Crash):
        work(settings)
    doing.pop()

    assert work(settings) == 0
    [task] = rows("SELECT * FROM task")
    assert (task["attempts"], task["last_error"]) == (1, None)
    pass_time(settings, rows, "claimed_until")
    assert work(settings) == 1
    assert done(rows) == ["feita 1"]


def test_stopping_finishes_the_task_under_way_and_begins_no_other(settings: Settings, rows: Rows) -> None:
    async def program(database: Database) -> None:
        begun, release = asyncio.Event(), asyncio.Event()

        async def hold(_: int) -> None:
            begun.set()
            await release.wait()

        doing.append(hold)
        await ask(database, 1, 2)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(working(database, lambda: NOW, Tail(database)))
            async with asyncio.timeout(SECONDS):
                await begun.wait()
            leaving = asyncio.create_task(stack.pop_all().aclose())
            await asyncio.sleep(0)
            assert not leaving.done()
            release.set()
            async with asyncio.timeout(SECONDS):
                await leaving

    run(settings, program)

    assert done(rows) == ["feita 1"]
    [task] = rows("SELECT attempts, claimed_until FROM task")
    assert task == {"attempts": 0, "claimed_until": None}


def test_a_working_process_runs_what_was_there_and_what_comes(settings: Settings, rows: Rows) -> None:
    async def program(database: Database) -> None:
        finished = asyncio.Event()

        async def finish_at_three(n: int) -> None:
            if n == 3:
                finished.set()

        doing.append(finish_at_three)
        tail = Tail(database)
        await ask(database, 1)
        async with working(database, lambda: NOW, tail):
            await tail.start()
            async with writing(database, tail.wake) as tx:
                for n in (2, 3):
                    publish(tx, Pedida(n=n), about="teste:1", to=[], by=None, now=NOW)
            async with asyncio.timeout(SECONDS):
                await finished.wait()
        await tail.stop()

    run(settings, program)

    assert done(rows) == ["feita 1", "feita 2", "feita 3"]


class TestEvery:
    def test_two_workers_run_it_once_in_a_period(self, settings: Settings, rows: Rows) -> None:
        ran: list[datetime] = []

        async def tarefa(tx: Tx, now: datetime) -> None:
            await tx.insert(setor, nome="de tempos em tempos")
            ran.append(now)

        every(weeks=1_000)(tarefa)

        async def program(database: Database) -> None:
            beside = await open_database(settings)
            workers = [worker(database), worker(beside)]
            for _ in range(3):
                await asyncio.gather(*(w.run_due() for w in workers))
            await beside.close()

        run(settings, program)
        assert work(settings) == 0

        assert ran == [NOW]
        assert len(rows("SELECT * FROM setor WHERE nome = 'de tempos em tempos'")) == 1
        [task] = rows("SELECT unique_key, done_at, given_up FROM task")
        assert task["unique_key"].startswith(f"{tarefa.__module__}.{tarefa.__qualname__}@")
        assert task["done_at"] is not None

    def test_once_in_each_of_many_periods(self, settings: Settings, rows: Rows) -> None:
        ran: list[None] = []

        async def tarefa(_: Tx, __: datetime) -> None:
            ran.append(None)

        every(milliseconds=2)(tarefa)

        async def program(database: Database) -> None:
            beside = await open_database(settings)
            workers = [worker(database), worker(beside)]
            for _ in range(20):
                await asyncio.gather(*(w.run_due() for w in workers))
            await beside.close()

        run(settings, program)

        periods = rows("SELECT unique_key, attempts FROM task WHERE done_at IS NOT NULL")
        assert rows("SELECT * FROM task WHERE done_at IS NULL") == []
        assert len(ran) == len(periods) > 1
        assert {task["attempts"] for task in periods} == {1}

    def test_one_that_fails_is_tried_again_in_its_period(self, settings: Settings, rows: Rows) -> None:
        tried: list[None] = []

        async def tarefa(tx: Tx, _: datetime) -> None:
            await tx.insert(setor, nome="pela metade")
            tried.append(None)
            if len(tried) == 1:
                raise Broken("agora não")

        every(weeks=1_000)(tarefa)
        assert work(settings) == 1
        [task] = rows("SELECT last_error, done_at FROM task")
        assert task == {"last_error": "Broken: agora não", "done_at": None}
        assert rows("SELECT * FROM setor WHERE nome = 'pela metade'") == []

        pass_time(settings, rows, "run_at")
        assert work(settings) == 1
        assert work(settings) == 0
        assert len(rows("SELECT * FROM setor WHERE nome = 'pela metade'")) == 1

    def test_periods_long_past_are_forgotten(self, settings: Settings, rows: Rows) -> None:
        async def tarefa(_: Tx, __: datetime) -> None: ...

        every(weeks=1_000)(tarefa)
        work(settings)

        async def sweep(database: Database) -> None:
            async with writing(database, lambda: None) as tx:
                await jobs.sweep_done_tasks(tx, NOW)

        run(settings, sweep)
        assert len(rows("SELECT * FROM task")) == 1

        pass_time(settings, rows, "done_at")
        run(settings, sweep)
        assert len(rows("SELECT * FROM task")) == 1

        pass_time(settings, rows, "done_at", jobs.DONE_KEPT + timedelta(seconds=1))
        run(settings, sweep)
        assert rows("SELECT * FROM task") == []
