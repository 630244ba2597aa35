"""What both databases promise whoever reads and writes, whatever becomes of the request."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
import sqlalchemy as sa

from plantao.acesso.model import setor
from plantao.app import open_database
from plantao.kit.db import Database, change, column
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from plantao.kit.tx import Tx, reading
from tests.support import Rows

SECONDS = 60
CANNOT_WRITE = (sqlite3.OperationalError, asyncpg.ReadOnlySQLTransactionError)

_count = column(sa.select(sa.func.count()).select_from(setor).where(setor.c.nome == sa.bindparam("nome")), int)


class Failed(Exception):
    """What a request fails with."""


def run(settings: Settings, program: Callable[[Database], Awaitable[None]]) -> None:
    """Run the program; what the loop would log, of tasks and connections left to themselves, fails the test."""
    complaints: list[object] = []

    async def opened() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
        async with asyncio.timeout(SECONDS):
            database = await open_database(settings)
            await program(database)
            await database.close()

    asyncio.run(opened())
    assert complaints == []


async def write(database: Database, nome: str) -> None:
    """A request of two rows."""
    async with writing(database, lambda: None) as tx:
        await tx.insert(setor, nome=nome)
        await tx.insert(setor, nome=nome)


async def kept(database: Database, nome: str) -> int:
    async with reading(database) as read:
        return await read.one(_count, nome=nome)


def assert_nothing_is_open(settings: Settings, rows: Rows) -> None:
    """No session waits inside a transaction, and another program may take the whole table at once."""
    if settings.is_postgres:
        idle = "SELECT * FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        assert rows(f"{idle} AND pid <> pg_backend_pid()") == []
    rows("DELETE FROM setor WHERE nome = 'ninguém'")


def test_what_is_written_is_kept_or_undone_as_a_whole(settings: Settings, rows: Rows) -> None:
    async def fail(database: Database) -> None:
        async with writing(database, lambda: None) as tx:
            await tx.insert(setor, nome="falho")
            raise Failed

    async def program(database: Database) -> None:
        await write(database, "inteiro")
        with pytest.raises(Failed):
            await fail(database)
        assert (await kept(database, "inteiro"), await kept(database, "falho")) == (2, 0)

    run(settings, program)
    assert_nothing_is_open(settings, rows)


@pytest.mark.parametrize(
    "statement",
    [
        change(sa.insert(setor).values(nome="escondido")),
        change(sa.update(setor).values(nome="escondido")),
        change(sa.delete(setor)),
        change(sa.text("CREATE TABLE escondida (a INTEGER)")),
    ],
)
def test_whoever_reads_cannot_write(settings: Settings, rows: Rows, statement: object) -> None:
    async def program(database: Database) -> None:
        for _ in range(6):
            async with database.reading() as connection:
                with pytest.raises(CANNOT_WRITE):
                    await Tx(connection).run(statement)  # type: ignore[arg-type]
        await write(database, "depois")

    run(settings, program)

    assert [row["nome"] for row in rows("SELECT nome FROM setor WHERE nome IN ('escondido', 'depois')")] == [
        "depois",
        "depois",
    ]


def test_a_request_cancelled_wherever_it_is(settings: Settings, rows: Rows) -> None:
    """More of them than there are connections: one that was not given back would be missed."""

    async def program(database: Database) -> None:
        ended = []
        for turns in [*range(20), *range(20, 400, 5)]:
            nome = f"cancelado {turns}"
            request = asyncio.create_task(write(database, nome))
            for _ in range(turns):
                await asyncio.sleep(0)
            request.cancel()
            [result] = await asyncio.gather(request, return_exceptions=True)
            assert await kept(database, nome) in ((0, 2) if isinstance(result, asyncio.CancelledError) else (2,))
            ended.append(type(result))
        assert set(ended) <= {asyncio.CancelledError, type(None)}
        assert asyncio.CancelledError in ended
        await asyncio.gather(*(write(database, f"depois {n}") for n in range(12)))
        assert [await kept(database, f"depois {n}") for n in range(12)] == [2] * 12

    run(settings, program)
    assert_nothing_is_open(settings, rows)


def test_a_request_cancelled_while_it_is_committed(settings: Settings, rows: Rows) -> None:
    async def program(database: Database) -> None:
        async def doomed(nome: str) -> None:
            myself = asyncio.current_task()
            assert myself is not None
            async with writing(database, lambda: None) as tx:
                await tx.insert(setor, nome=nome)
                asyncio.get_running_loop().call_soon(myself.cancel)

        for n in range(12):
            with pytest.raises(asyncio.CancelledError):
                await asyncio.create_task(doomed(f"cancelado {n}"))
            await write(database, f"depois {n}")
        assert [await kept(database, f"depois {n}") for n in range(12)] == [2] * 12
        assert [await kept(database, f"cancelado {n}") for n in range(12)] == [1] * 12

    run(settings, program)
    assert_nothing_is_open(settings, rows)


def test_a_cancelled_reader_gives_its_connection_back(settings: Settings, rows: Rows) -> None:
    async def program(database: Database) -> None:
        for turns in range(0, 60, 2):
            question = asyncio.create_task(kept(database, "ninguém"))
            for _ in range(turns):
                await asyncio.sleep(0)
            question.cancel()
            await asyncio.gather(question, return_exceptions=True)
        assert await asyncio.gather(*(kept(database, "ninguém") for _ in range(12))) == [0] * 12

    run(settings, program)
    assert_nothing_is_open(settings, rows)
