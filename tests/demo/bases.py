"""A database without a table, of the kind under test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
import sqlalchemy as sa

from plantao.kit.settings import DEMO_SECRET_KEY, Settings

_numbers = count(1)


@contextmanager
def empty_base(kind: str, folder: Path) -> Iterator[Settings]:
    if kind != "postgres":
        yield Settings(data_dir=folder / "dados", secret_key=DEMO_SECRET_KEY)
        return
    admin = os.environ["PLANTAO_TEST_DATABASE_URL"]
    name = f"plantao_demo_{os.getpid()}_{next(_numbers)}"
    url = sa.make_url(admin).set(database=name).render_as_string(hide_password=False)
    asyncio.run(_execute(admin, f'CREATE DATABASE "{name}"'))
    try:
        yield Settings(data_dir=folder / "dados", database_url=url, database_pool=4, secret_key=DEMO_SECRET_KEY)
    finally:
        asyncio.run(_execute(admin, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
