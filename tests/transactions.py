"""What others do to the database of a test meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager

import asyncpg

from plantao.kit.settings import Settings
from plantao.kit.sqlite import connect


@contextmanager
def open_transaction(settings: Settings) -> Iterator[None]:
    """Somebody else's transaction, under way; on PostgreSQL it has written, as SQLite allows only one to."""
    if not settings.is_postgres:
        with closing(connect(settings.sqlite_file)) as connection:
            connection.execute("BEGIN")
            assert connection.execute("SELECT count(*) FROM oauth_token").fetchone() > (0,)
            yield
        return
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(settings.database_url))
        runner.run(connection.execute("BEGIN; INSERT INTO setor (nome) VALUES ('aberto')"))
        try:
            yield
        finally:
            runner.run(connection.close())
