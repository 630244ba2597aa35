"""A form of the desk that is sent again while it is done: it waits, is done once, and makes the same secret."""

from __future__ import annotations

import asyncio

import pytest

from plantao.acesso.rules.formulario import Envio, nova_chave, primeira_vez, uma_vez
from plantao.app import open_database
from plantao.kit.db import Database
from plantao.kit.errors import Refusal
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from tests.mesa import ATENDENTE, BIANCA
from tests.server import Server

MADE = 17


def test_a_form_sent_at_once_waits_and_answers_what_the_first_made(settings: Settings, server: Server) -> None:
    """A double click without htmx: two requests on their way together, and the answer of the second is seen."""
    envio = Envio.de(BIANCA, "/pessoas/nova", nova_chave())
    done: list[int] = []

    async def make() -> int:
        done.append(MADE)
        return MADE

    async def send() -> int:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            made = await uma_vez(tx, envio, server.clock(), make)
        await database.close()
        return made

    async def at_once() -> int:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            assert await uma_vez(tx, envio, server.clock(), make) == MADE
            again = asyncio.create_task(send())
            assert not (await asyncio.wait([again], timeout=0.5))[0], "it waits for the end of the first"
        await database.close()
        return await again

    assert asyncio.run(at_once()) == MADE
    assert done == [MADE]


def test_what_was_refused_was_not_done(settings: Settings, server: Server) -> None:
    envio = Envio.de(BIANCA, "/integracoes/3/segredo", nova_chave())

    async def refuse(database: Database) -> None:
        async with writing(database, lambda: None) as tx:
            assert await primeira_vez(tx, envio, server.clock())
            raise Refusal("Não")

    async def times() -> list[bool]:
        database = await open_database(settings)
        with pytest.raises(Refusal):
            await refuse(database)
        found = []
        for _ in range(2):
            async with writing(database, lambda: None) as tx:
                found.append(await primeira_vez(tx, envio, server.clock()))
        await database.close()
        return found

    assert asyncio.run(times()) == [True, False]


def test_a_secret_is_of_one_form_of_one_person(server: Server) -> None:
    envio = Envio.de(BIANCA, "/pessoas/nova", "uma-chave")
    assert envio.acaso == Envio.de(BIANCA, "/pessoas/nova", "uma-chave").acaso
    others = [
        Envio.de(ATENDENTE, "/pessoas/nova", "uma-chave"),
        Envio.de(BIANCA, "/integracoes/novo", "uma-chave"),
        Envio.de(BIANCA, "/pessoas/nova", "outra-chave"),
        Envio.de(BIANCA, "/pessoas/nova", None),
        Envio.de(BIANCA, "/pessoas/nova", ""),
    ]
    assert len({envio.acaso, *(other.acaso for other in others)}) == len(others) + 1
