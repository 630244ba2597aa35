"""The schema of the database: where it is, where it should be, and how it gets there."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from plantao import acesso, anexo, atendimento, cliente, ordem_servico, pbx
from plantao.kit import events, idempotency, sequence
from plantao.kit.columns import metadata
from plantao.kit.settings import Settings
from plantao.kit.sqlite import connect

NOUNS = (acesso, anexo, atendimento, cliente, ordem_servico, pbx, events, idempotency, sequence)
"""Whatever declares tables; importing it is what fills `metadata`."""

T = TypeVar("T")

__all__ = ["NOUNS", "behind", "metadata", "upgrade"]


async def upgrade(settings: Settings) -> None:
    """Bring the database's schema to what this version of Plantão needs."""
    await run(settings, lambda connection: command.upgrade(_config(connection), "head"), alone=True)


async def behind(settings: Settings) -> bool:
    """Whether the database's schema is older than this version of Plantão needs, or not there at all."""
    return await run(settings, _behind)


def _behind(connection: sa.Connection) -> bool:
    wanted = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() != wanted


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def run(settings: Settings, what: Callable[[sa.Connection], T], *, alone: bool = False) -> T:
    """Do something with a synchronous SQLAlchemy connection to the settings' database, and commit it.

    `alone`: on SQLite no other writer comes between what is read and what is written.
    """
    if not settings.is_postgres:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine("sqlite://", creator=lambda: connect(settings.sqlite_file), poolclass=sa.NullPool)
        begin = "BEGIN IMMEDIATE" if alone else "BEGIN"
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        with engine.begin() as connection:
            return what(connection)
    url = sa.make_url(settings.database_url).set(drivername="postgresql+asyncpg")
    async_engine = create_async_engine(url, poolclass=sa.NullPool)
    try:
        async with async_engine.begin() as async_connection:
            return await async_connection.run_sync(what)
    finally:
        await async_engine.dispose()
