"""SQLite's one writer: whatever a request does, nothing acknowledged is lost and no transaction stays open.

These open files of their own and run whichever database the rest runs on.
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from plantao.kit.sqlite import SqliteDatabase, connect

SECONDS = 30


class Failed(Exception):
    """What a request fails with."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "escrita.db"
    with closing(connect(found)) as connection:
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
    return found


MANY = 200


def run(file: Path, program: Callable[[SqliteDatabase], Awaitable[None]]) -> None:
    async def opened() -> None:
        async with asyncio.timeout(SECONDS):
            database = SqliteDatabase(file)
            await program(database)
            await database.close()

    asyncio.run(opened())


async def write(database: SqliteDatabase, n: int, *, pauses: int = 0, fails: bool = False) -> int:
    """A request: it writes, waits for other things, writes again; answered only when it is on disk."""
    async with database.writing() as connection:
        connection.raw.execute("INSERT INTO t VALUES (?)", (2 * n,))
        for _ in range(pauses):
            await asyncio.sleep(0)
        connection.raw.execute("INSERT INTO t VALUES (?)", (2 * n + 1,))
        if fails:
            raise Failed
    return n


def on_disk(file: Path) -> set[int]:
    """The requests whose both rows another connection sees; half a request is an error."""
    with closing(sqlite3.connect(file)) as other:
        found = {n for (n,) in other.execute("SELECT n FROM t")}
    assert {n ^ 1 for n in found} == found, "half a request was kept"
    return {n // 2 for n in found}


def assert_nobody_holds_it(file: Path) -> None:
    """Another process may write at once."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


async def assert_goes_on(database: SqliteDatabase, file: Path, n: int) -> None:
    assert await write(database, n) == n
    assert n in on_disk(file)
    assert_nobody_holds_it(file)


def test_many_writers_are_all_on_disk_when_they_are_answered(file: Path) -> None:
    async def program(database: SqliteDatabase) -> None:
        async def answered(n: int) -> None:
            await write(database, n, pauses=n % 3)
            assert n in on_disk(file)

        await asyncio.gather(*(answered(n) for n in range(MANY)))

        assert on_disk(file) == set(range(MANY))
        assert_nobody_holds_it(file)

    run(file, program)


def test_whoever_waits_writes_in_the_same_round_of_the_loop(file: Path) -> None:
    """A busy server takes long for a round; one writer in each would be all that it ever wrote."""

    async def program(database: SqliteDatabase) -> None:
        wrote: list[int] = []

        async def note(n: int) -> None:
            async with database.writing() as connection:
                connection.raw.execute("INSERT INTO t VALUES (?), (?)", (2 * n, 2 * n + 1))
                wrote.append(n)

        async with database.writing() as connection:
            connection.raw.execute("INSERT INTO t VALUES (0), (1)")
            waiting = [asyncio.create_task(note(n)) for n in range(1, MANY)]
            await asyncio.sleep(0)
        for _ in range(5):
            if len(wrote) < MANY - 1:
                await asyncio.sleep(0)
        assert wrote == list(range(1, MANY))
        await asyncio.gather(*waiting)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plantao.kit.sqlite.GATHER_SECONDS", SECONDS)
        run(file, program)


def test_others_who_always_wait_keep_nobody_from_the_disk(file: Path) -> None:
    async def program(database: SqliteDatabase) -> None:
        first = asyncio.create_task(write(database, 0))
        others: list[asyncio.Task[int]] = []
        while not first.done():
            others.append(asyncio.create_task(write(database, len(others) + 1)))
            await asyncio.sleep(0)
        await asyncio.gather(*others)
        assert on_disk(file) == set(range(len(others) + 1))

    run(file, program)


@pytest.mark.parametrize("failing", [{0}, {1}, {9}, {3, 4, 5}, set(range(1, 10)), set(range(10))])
def test_who_fails_is_rolled_back_alone(file: Path, failing: set[int]) -> None:
    async def program(database: SqliteDatabase) -> None:
        writes = [write(database, n, pauses=2, fails=n in failing) for n in range(10)]
        ended = await asyncio.gather(*writes, return_exceptions=True)

        assert {n for n, result in enumerate(ended) if isinstance(result, Failed)} == failing
        assert on_disk(file) == set(range(10)) - failing
        await assert_goes_on(database, file, 99)

    run(file, program)


def test_a_broken_constraint_is_the_request_s_own(file: Path) -> None:
    async def program(database: SqliteDatabase) -> None:
        await write(database, 1)
        ended = await asyncio.gather(*(write(database, n) for n in (0, 1, 2)), return_exceptions=True)

        assert [type(result) for result in ended] == [int, sqlite3.IntegrityError, int]
        assert on_disk(file) == {0, 1, 2}

    run(file, program)


@pytest.mark.parametrize("company", [0, 1, 5])
@pytest.mark.parametrize("place", ["first", "last"])
def test_cancelled_wherever_it_is(file: Path, company: int, place: str) -> None:
    """At each turn of the loop once: waiting for the turn, writing, leaving, while the group is committed, after."""
    outcomes: set[str] = set()

    async def program(database: SqliteDatabase) -> None:
        n = 0
        for steps in range(40):
            numbers = list(range(n, n + company + 1))
            n += company + 1
            tasks = [asyncio.create_task(write(database, number, pauses=3)) for number in numbers]
            doomed = tasks[0 if place == "first" else -1]
            for _ in range(steps):
                await asyncio.sleep(0)
            doomed.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            kept = on_disk(file)
            for number, task, result in zip(numbers, tasks, ended, strict=True):
                if task is doomed and isinstance(result, asyncio.CancelledError):
                    outcomes.add("kept, and not told" if number in kept else "undone")
                else:
                    assert result == number
                    assert number in kept
            await assert_goes_on(database, file, 10_000 + steps)

    run(file, program)

    assert "undone" in outcomes


def test_cancelled_while_another_has_the_turn(file: Path) -> None:
    async def program(database: SqliteDatabase) -> None:
        inside, release = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with database.writing() as connection:
                connection.raw.execute("INSERT INTO t VALUES (0), (1)")
                inside.set()
                await release.wait()

        holder = asyncio.create_task(hold())
        await inside.wait()
        waiting = [asyncio.create_task(write(database, n)) for n in (1, 2, 3)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        release.set()
        await holder

        assert on_disk(file) == {0}
        await assert_goes_on(database, file, 9)

    run(file, program)


def test_the_last_who_waits_gives_up_just_as_its_turn_comes(file: Path) -> None:
    """Nobody would commit what the one before it has written, were it not seen to."""

    async def program(database: SqliteDatabase) -> None:
        for n in range(0, 40, 2):
            inside, release = asyncio.Event(), asyncio.Event()

            async def hold(n: int = n, inside: asyncio.Event = inside, release: asyncio.Event = release) -> None:
                async with database.writing() as connection:
                    connection.raw.execute("INSERT INTO t VALUES (?), (?)", (2 * n, 2 * n + 1))
                    inside.set()
                    await release.wait()

            holder = asyncio.create_task(hold())
            await inside.wait()
            last = asyncio.create_task(write(database, n + 1))
            await asyncio.sleep(0)
            release.set()
            await asyncio.sleep(0)
            last.cancel()
            await holder
            with suppress(asyncio.CancelledError):
                await last

            assert n in on_disk(file)
            assert n + 1 not in on_disk(file)
            assert_nobody_holds_it(file)
        await assert_goes_on(database, file, 99)

    run(file, program)


@pytest.mark.parametrize("company", [0, 4])
def test_cancelled_while_the_group_is_being_committed(file: Path, company: int) -> None:
    """The commit is nobody's to cancel: it holds what was written, though one of those who wait for it is gone."""

    async def program(database: SqliteDatabase) -> None:
        async def doomed() -> None:
            myself = asyncio.current_task()
            assert myself is not None
            async with database.writing() as connection:
                connection.raw.execute("INSERT INTO t VALUES (0), (1)")
                asyncio.get_running_loop().call_soon(myself.cancel)

        others = [asyncio.create_task(write(database, n)) for n in range(1, 1 + company)]
        last = asyncio.create_task(doomed())
        with pytest.raises(asyncio.CancelledError):
            await last
        assert await asyncio.gather(*others) == list(range(1, 1 + company))

        await assert_goes_on(database, file, 9)
        assert on_disk(file) == {*range(1 + company), 9}

    run(file, program)


def test_sqlite_undoes_the_whole_transaction_by_itself(file: Path) -> None:
    """As it may when the disk is full: those of the group hear of it, also whoever overlooked the error."""
    with closing(connect(file)) as connection:
        connection.execute(
            "CREATE TRIGGER tudo BEFORE INSERT ON t WHEN new.n < 0 BEGIN SELECT RAISE(ROLLBACK, 'tudo desfeito'); END"
        )

    async def program(database: SqliteDatabase) -> None:
        async def overlook(n: int) -> int:
            async with database.writing() as connection:
                connection.raw.execute("INSERT INTO t VALUES (?)", (2 * n,))
                with suppress(sqlite3.IntegrityError):
                    connection.raw.execute("INSERT INTO t VALUES (-1)")
            return n

        async def stumble(n: int) -> int:
            async with database.writing() as connection:
                connection.raw.execute("INSERT INTO t VALUES (-1)")
            return n

        for first, breaks in (0, stumble), (10, overlook):
            tasks = [breaks(n) if n == first + 3 else write(database, n) for n in range(first, first + 7)]
            ended = await asyncio.gather(*tasks, return_exceptions=True)

            told = {result for result in ended if isinstance(result, int)}
            assert isinstance(ended[3], sqlite3.Error)
            assert told == {n for n in on_disk(file) if first <= n < first + 7}
            assert told >= {first + 4, first + 5, first + 6}
            await assert_goes_on(database, file, first + 9)

    run(file, program)


def test_a_full_disk(file: Path) -> None:
    """SQLite may then undo the whole group: whoever is told that it is kept finds it kept, and nobody else."""

    async def program(database: SqliteDatabase) -> None:
        async def fill() -> int:
            async with database.writing() as connection:
                connection.raw.execute("PRAGMA max_page_count = 20")
                connection.raw.execute("CREATE TABLE grande (x)")
                connection.raw.execute("INSERT INTO grande VALUES (zeroblob(1000000))")
            return -1

        ended = await asyncio.gather(
            write(database, 0), write(database, 1), fill(), write(database, 2), return_exceptions=True
        )

        assert isinstance(ended[2], sqlite3.OperationalError)
        assert {result for result in ended if isinstance(result, int)} == on_disk(file)
        assert 2 in on_disk(file)
        await assert_goes_on(database, file, 9)

    run(file, program)


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO t VALUES (1000), (1001)")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""


@asynccontextmanager
async def another_process_writing(file: Path) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Another process that holds the file's write lock until it is told to commit."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, str(file), stdin=pipe, stdout=pipe)
    assert process.stdin
    assert process.stdout
    assert await process.stdout.readline() == b"held\n"

    async def let_go() -> None:
        await process.communicate(b"\n")

    try:
        yield let_go
    finally:
        await let_go() if process.returncode is None else None


def test_another_process_holds_the_lock_for_a_while(file: Path) -> None:
    async def program(database: SqliteDatabase) -> None:
        await write(database, 0)
        async with another_process_writing(file) as let_go:
            tasks = [asyncio.create_task(write(database, n)) for n in (1, 2, 3)]
            async with database.reading() as reader:
                assert reader.raw.execute("SELECT count(*) FROM t").fetchone() == (2,)
            assert not any(task.done() for task in tasks)
            tasks[0].cancel()
            with pytest.raises(asyncio.CancelledError):
                await tasks[0]
            assert not any(task.done() for task in tasks[1:])
            await let_go()
            assert await asyncio.gather(*tasks[1:]) == [2, 3]

        assert on_disk(file) == {0, 2, 3, 500}
        await assert_goes_on(database, file, 9)

    run(file, program)


def test_another_process_holds_the_lock_for_too_long(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plantao.kit.sqlite.BUSY_SECONDS", 0.05)

    async def program(database: SqliteDatabase) -> None:
        async with another_process_writing(file):
            ended = await asyncio.gather(*(write(database, n) for n in (1, 2)), return_exceptions=True)

        assert [str(result) for result in ended] == ["database is locked"] * 2
        await assert_goes_on(database, file, 9)

    run(file, program)


OPENER = """
import sys
from pathlib import Path
from plantao.kit.sqlite import connect
print("ready", flush=True)
sys.stdin.readline()
for n in range(100):
    connection = connect(Path(sys.argv[1]) / f"{n}.db")
    connection.execute("CREATE TABLE IF NOT EXISTS t (n)")
    connection.execute("INSERT INTO t VALUES (1)")
    connection.close()
"""


def test_two_processes_open_the_same_new_file_at_once(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()

    assert [process.returncode for process in processes] == [0, 0]
    for n in range(100):
        with closing(sqlite3.connect(tmp_path / f"{n}.db")) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)


def test_a_reader_sees_one_moment(file: Path) -> None:
    async def program(database: SqliteDatabase) -> None:
        async with database.reading() as early:
            assert early.raw.execute("SELECT count(*) FROM t").fetchone() == (0,)
            async with database.writing() as connection:
                connection.raw.execute("INSERT INTO t VALUES (0), (1)")
                async with database.reading() as beside:
                    assert beside.raw.execute("SELECT count(*) FROM t").fetchone() == (0,)
            assert early.raw.execute("SELECT count(*) FROM t").fetchone() == (0,)
            async with database.reading() as late:
                assert late.raw.execute("SELECT count(*) FROM t").fetchone() == (2,)
        async with database.reading() as again:
            assert again.raw.execute("SELECT count(*) FROM t").fetchone() == (2,)

    run(file, program)


@pytest.mark.parametrize("sql", ["INSERT INTO t VALUES (1)", "DELETE FROM t", "DROP TABLE t", "CREATE TABLE u (a)"])
def test_a_reader_cannot_write(file: Path, sql: str) -> None:
    async def program(database: SqliteDatabase) -> None:
        await write(database, 0)
        async with database.reading() as connection:
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.raw.execute(sql)
            assert connection.raw.execute("SELECT count(*) FROM t").fetchone() == (2,)
        await assert_goes_on(database, file, 9)

    run(file, program)


def test_closing_finishes_what_is_under_way_and_leaves_one_file(file: Path) -> None:
    async def program() -> None:
        database = SqliteDatabase(file)
        async with database.reading() as connection:
            connection.raw.execute("SELECT count(*) FROM t").fetchone()
        tasks = [asyncio.create_task(write(database, n)) for n in range(10)]
        await asyncio.sleep(0)
        await database.close()
        assert await asyncio.gather(*tasks) == list(range(10))

    asyncio.run(program())

    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert on_disk(file) == set(range(10))
