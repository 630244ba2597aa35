"""Writes a generated world into an empty database, through the bare drivers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import asyncpg
import sqlalchemy as sa

from bench.world import FIRST_NUMERO, Rows, World
from plantao import schema
from plantao.acesso import rules as acesso
from plantao.acesso.model import API, DOCUMENTADO, PERMISSOES_API, Papel
from plantao.acesso.queries import Ficha
from plantao.app import open_database
from plantao.atendimento.rules.blocos import fechar
from plantao.kit.db import POSTGRES, SQLITE, Database, Prepared, param
from plantao.kit.events import writing
from plantao.kit.sequence import continue_after
from plantao.kit.settings import Settings
from plantao.kit.sqlite import connect
from plantao.kit.time import real_clock
from plantao.ordem_servico.model import NUMERO

USER, PASSWORD = "bench@provedor.com.br", "bench-do-plantao"


async def load(settings: Settings, world: World) -> tuple[int, str]:
    """Make the schema, write every row, let numbers go on after them; answers an API client and its secret."""
    await schema.upgrade(settings)
    await schema.run(settings, lambda connection: _clear(connection, world), alone=True)
    if settings.is_postgres:
        await _copy(settings, world)
    else:
        _insert(settings, world)
    database = await open_database(settings)
    try:
        await _continue(database, world)
        async with writing(database, lambda: None) as tx:
            now = real_clock()
            robo = Ficha("Bench", USER, Papel.ATENDENTE, permissoes=[API, *PERMISSOES_API])
            await acesso.criar_usuario(tx, robo, PASSWORD, now)
            client = await acesso.criar_cliente_api(tx, "Bench", DOCUMENTADO, [], now, complementos=False)
    finally:
        await database.close()
    await _settle(settings)
    return client


def _clear(connection: sa.Connection, world: World) -> None:
    """The world brings its own lists, in place of those every new installation begins with."""
    for table in reversed(list(dict.fromkeys(table for table, _ in world.tables()))):
        connection.execute(sa.delete(table))


def _spelled(table: sa.Table, rows: Rows, dialect: sa.Dialect) -> tuple[str, list[str], Iterator[list[Any]]]:
    """The insert of a table, its columns, and its rows as the driver wants them; they all name the same columns."""
    first = next(rows)
    prepared = Prepared(sa.insert(table).values({name: param(name, table.c[name]) for name in first}), dialect)
    records = (prepared.arguments(row) for row in chain([first], rows))
    return prepared.sql, [name for name, _, _ in prepared.binds], records


def _insert(settings: Settings, world: World) -> None:
    connection = connect(settings.sqlite_file)
    try:
        connection.execute("BEGIN")
        for table, rows in world.tables():
            sql, _, records = _spelled(table, rows, SQLITE)
            connection.executemany(sql, records)
        connection.execute("COMMIT")
    finally:
        connection.close()


async def _copy(settings: Settings, world: World) -> None:
    connection = await asyncpg.connect(settings.database_url)
    try:
        async with connection.transaction():
            for table, rows in world.tables():
                _, columns, records = _spelled(table, rows, POSTGRES)
                await connection.copy_records_to_table(table.name, columns=columns, records=records)
    finally:
        await connection.close()


async def _continue(database: Database, world: World) -> None:
    async with writing(database, lambda: None) as tx:
        for table in {table for table, _ in world.tables()}:
            keys = list(table.primary_key)
            if len(keys) == 1 and isinstance(keys[0].type, sa.Integer):
                await tx.continue_keys(table)
        await continue_after(tx, NUMERO, FIRST_NUMERO + world.orders)
    counted = 1
    while counted:
        async with writing(database, lambda: None) as tx:
            counted = await fechar(tx)


async def _settle(settings: Settings) -> None:
    """What a server in use has done long ago: PostgreSQL's autovacuum, and both databases' checkpoints."""
    if not settings.is_postgres:
        connection = connect(settings.sqlite_file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return
    postgres = await asyncpg.connect(settings.database_url)
    await postgres.execute("VACUUM ANALYZE")
    await postgres.execute("CHECKPOINT")
    await postgres.close()
