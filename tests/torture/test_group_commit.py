"""SQLite's writer commits the transactions of several requests together: nobody is answered before that."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from plantao.kit.sqlite import SqliteDatabase, connect


def test_who_saw_what_is_not_yet_on_disk_is_answered_when_it_is(tmp_path: Path) -> None:
    """As a repeated Idempotency-Key is: it finds the first request's row, which only their group's commit keeps."""
    file = tmp_path / "grupo.db"
    with closing(connect(file)) as connection:
        connection.execute("CREATE TABLE t (a)")
    on_disk_when_answered = []

    async def first(database: SqliteDatabase) -> None:
        async with database.writing() as connection:
            connection.raw.execute("INSERT INTO t VALUES (1)")
            await asyncio.sleep(0)

    async def second(database: SqliteDatabase) -> None:
        with suppress(LookupError):
            async with database.writing() as connection:
                assert connection.raw.execute("SELECT count(*) FROM t").fetchone() == (1,)
                raise LookupError
        with closing(sqlite3.connect(file)) as other:
            on_disk_when_answered.append(other.execute("SELECT count(*) FROM t").fetchone()[0])

    async def third(database: SqliteDatabase) -> None:
        async with database.writing():
            for _ in range(20):
                await asyncio.sleep(0)

    async def run() -> None:
        database = SqliteDatabase(file)
        await asyncio.gather(first(database), second(database), third(database))
        await database.close()

    asyncio.run(run())

    assert on_disk_when_answered == [1]
