"""Loads a world into an empty database, all of it or nothing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from plantao.demo.contrato import contrato
from plantao.demo.vivo import vivo
from plantao.kit.db import Database, change
from plantao.kit.events import writing
from plantao.kit.sequence import continue_after
from plantao.kit.tx import Tx
from plantao.ordem_servico.model import NUMERO, ordem_servico

Rows = list[dict[str, Any]]


async def load(database: Database, world: str, now: datetime) -> None:
    """Write the world named `vivo`, as it stands at `now`, or `contrato`, which is always the same.

    Each brings its own lists, in place of those every new installation begins with.
    """
    tables = vivo(now) if world == "vivo" else contrato()
    async with writing(database, lambda: None) as tx:
        for table in reversed(list(dict.fromkeys(table for table, _ in tables))):
            await tx.run(change(sa.delete(table)))
        for table, rows in tables:
            await tx.insert_many(table, rows)
        await _continue_numbers(tx, tables)


async def _continue_numbers(tx: Tx, tables: list[tuple[sa.Table, Rows]]) -> None:
    """New rows get keys, and new orders numbers, beyond those that were loaded."""
    for table in {table for table, _ in tables}:
        keys = list(table.primary_key)
        if len(keys) == 1 and isinstance(keys[0].type, sa.Integer):
            await tx.continue_keys(table)
    numeros = [row["numero"] for table, rows in tables if table is ordem_servico for row in rows]
    await continue_after(tx, NUMERO, max(numeros))
