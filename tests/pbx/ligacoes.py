"""Calls and their windows, as tests look at them."""

from __future__ import annotations

import asyncio
from typing import Any

from plantao.app import open_database
from plantao.kit.events import writing
from plantao.kit.jobs import Worker
from plantao.pbx.jobs import expirar
from tests.mesa import Mesa
from tests.server import Server
from tests.support import Clock, Rows

NOTIFICAR, CANCELAR = "pbx/ligacao/notificar", "pbx/ligacao/cancelar"


def active(mesa: Mesa) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mesa.get("/chamadas/ativas").json()["chamadas"]
    return found


def call(rows: Rows, id_ligacao: int) -> dict[str, Any]:
    [found] = rows("SELECT * FROM ligacao WHERE id_ligacao = :id", id=id_ligacao)
    return dict(found)


def tidy(server: Server, clock: Clock) -> None:
    """What the worker does every minute."""

    async def run() -> None:
        database = await open_database(server.settings)
        async with writing(database, lambda: None) as tx:
            await expirar(tx, clock())
        await database.close()

    asyncio.run(run())


def work(server: Server, clock: Clock) -> int:
    """Let the worker do what is due; answers how many things it did."""

    async def run() -> int:
        database = await open_database(server.settings)
        done = await Worker(database, clock, lambda: None).run_due()
        await database.close()
        return done

    return asyncio.run(run())
