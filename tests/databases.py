"""A prepared database, and a copy of it for each test."""

from __future__ import annotations

import asyncio
import os
import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

import asyncpg
import sqlalchemy as sa

from plantao.kit.settings import DEMO_SECRET_KEY, Settings


class Copies(Protocol):
    """One of the two kinds of databases under the tests."""

    def prepare(self) -> Settings: ...
    def copy(self, folder: Path) -> Settings: ...
    def discard(self, settings: Settings) -> None: ...
    def close(self) -> None: ...


class SqliteCopies:
    """A file, copied."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(data_dir=folder, secret_key=DEMO_SECRET_KEY)

    def prepare(self) -> Settings:
        return self._settings

    def copy(self, folder: Path) -> Settings:
        settings = self._settings.model_copy(update={"data_dir": folder})
        shutil.copy(self._settings.sqlite_file, settings.sqlite_file)
        return settings

    def discard(self, settings: Settings) -> None:
        shutil.rmtree(settings.data_dir)

    def close(self) -> None: ...


class PostgresCopies:
    """A template database, copied by the server."""

    def __init__(self, url: str, folder: Path) -> None:
        self._admin = url
        self._folder = folder
        self._numbers = count(1)
        self._name = f"plantao_{os.getpid()}"

    def prepare(self) -> Settings:
        self._run(f'CREATE DATABASE "{self._name}"')
        return self._settings(self._name, self._folder)

    def copy(self, folder: Path) -> Settings:
        name = f"{self._name}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self._name}" STRATEGY file_copy')
        return self._settings(name, folder)

    def discard(self, settings: Settings) -> None:
        name = sa.make_url(settings.database_url).database
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        self._run(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def _settings(self, name: str, folder: Path) -> Settings:
        url = sa.make_url(self._admin).set(database=name).render_as_string(hide_password=False)
        return Settings(data_dir=folder, database_url=url, database_pool=4, secret_key=DEMO_SECRET_KEY)

    def _run(self, sql: str) -> None:
        asyncio.run(self._execute(sql))

    async def _execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self._admin)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()
