"""A prepared database, and a copy of it for each test."""

from __future__ import annotations

import asyncio
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from plantao.kit.settings import DEMO_SECRET_KEY, Settings
from tests.server import execute, statement


class Copies(Protocol):
    """One of the two kinds of databases under the tests."""

    def prepare(self) -> Settings: ...
    def seal(self) -> None: ...
    def copy(self, folder: Path) -> Settings: ...
    def execute(self, settings: Settings, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]: ...
    def close(self) -> None: ...


class SqliteCopies:
    """A file, copied."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(data_dir=folder, secret_key=DEMO_SECRET_KEY)

    def prepare(self) -> Settings:
        return self._settings

    def seal(self) -> None: ...

    def copy(self, folder: Path) -> Settings:
        settings = self._settings.model_copy(update={"data_dir": folder})
        shutil.copy(self._settings.sqlite_file, settings.sqlite_file)
        return settings

    def execute(self, settings: Settings, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return asyncio.run(execute(settings, sql, params))

    def close(self) -> None: ...


class PostgresCopies:
    """One database, put back as it was before each test; that is quicker than a new one.

    One connection does so, kept in a thread of its own: a new one would have every table to learn about first.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._admin = url
        self._name = f"plantao_{os.getpid()}"
        self._url = sa.make_url(url).set(database=self._name).render_as_string(hide_password=False)
        self._folder = folder
        kept = sa.make_url(self._url).set(drivername="postgresql+asyncpg")
        self._engine = create_async_engine(kept.update_query_dict({"prepared_statement_cache_size": "0"}))
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()

    def prepare(self) -> Settings:
        asyncio.run(_execute(self._admin, f'CREATE DATABASE "{self._name}"'))
        return self._settings(self._folder)

    def seal(self) -> None:
        asyncio.run(_execute(self._url, PRISTINE))

    def copy(self, folder: Path) -> Settings:
        settings = self._settings(folder)
        self.execute(settings, "SELECT pristine.restore()", {})
        return settings

    def execute(self, settings: Settings, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        return self._thread.submit(self._runner.run, self._execute(sql, params)).result()

    async def _execute(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        async with self._engine.begin() as connection:
            return await connection.run_sync(statement(sql, params))

    def close(self) -> None:
        self._thread.submit(self._runner.run, self._engine.dispose()).result()
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()
        asyncio.run(_execute(self._admin, f'DROP DATABASE "{self._name}" WITH (FORCE)'))

    def _settings(self, folder: Path) -> Settings:
        return Settings(data_dir=folder, database_url=self._url, database_pool=4, secret_key=DEMO_SECRET_KEY)


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


# Every table has a twin in the schema `pristine`; `restore` empties the tables and fills them from their twins.
PRISTINE = """
CREATE SCHEMA pristine;
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', name, name);
    END LOOP;
    CREATE TABLE pristine.sequences AS
        SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
CREATE FUNCTION pristine.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%I SELECT * FROM pristine.%I', name, name);
    END LOOP;
    PERFORM setval(s.oid::regclass, coalesce(p.last_value, 1), p.last_value IS NOT NULL)
        FROM pg_class s LEFT JOIN pristine.sequences p ON p.sequencename = s.relname
        WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace;
END $$;
"""
