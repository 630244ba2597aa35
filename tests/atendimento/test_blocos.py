"""Pages found through block counts are those of a plain SELECT ... ORDER BY ... OFFSET, whatever was counted before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from plantao.app import open_database
from plantao.atendimento.contract.listar import FiltrosTodos
from plantao.atendimento.model import BLOCO, atendimento, atendimento_bloco
from plantao.atendimento.queries import listar
from plantao.atendimento.queries.blocos import Contado, Trecho, localizar
from plantao.atendimento.rules import blocos
from plantao.kit.db import Database, Prepared, Row, Values, change, param, query
from plantao.kit.events import writing
from plantao.kit.postgres import PostgresConnection
from plantao.kit.settings import Settings
from plantao.kit.sqlite import SqliteConnection
from plantao.kit.time import local
from plantao.kit.tx import Tx, reading

FIRST, LAST = 6_200, 12_400
START = datetime(2024, 1, 1, 3, tzinfo=UTC)
DAYS = 400
HOLE = range(8_950, 10_050)
"""Ids nobody has: a whole block and more."""

SIZES = (1, 2, 7, 50, 333, 499, 500)


class Guardado(NamedTuple):
    """A ticket as the reference knows it."""

    id_atendimento: int
    data_cadastro: datetime
    deleted_at: datetime | None


_guardados = query(
    sa.select(*(atendimento.c[name] for name in Guardado._fields)).order_by(atendimento.c.id_atendimento.desc()),
    Guardado,
)
_fechados = query(
    sa.select(
        atendimento_bloco.c.bloco,
        atendimento_bloco.c.quantidade,
        atendimento_bloco.c.menor_data_cadastro,
        atendimento_bloco.c.maior_data_cadastro,
    ).order_by(atendimento_bloco.c.bloco),
    lambda *row: row,
)
_apagar = change(
    sa.update(atendimento)
    .where(atendimento.c.id_atendimento == param("id", atendimento.c.id_atendimento))
    .values(deleted_at=param("quando", atendimento.c.deleted_at))
)


def run(settings: Settings, program: Callable[[Database], Awaitable[None]]) -> None:
    async def opened() -> None:
        database = await open_database(settings)
        try:
            await program(database)
        finally:
            await database.close()

    asyncio.run(opened())


def ticket(id_atendimento: int, data_cadastro: datetime, *, deleted: bool = False) -> dict[str, Any]:
    return {
        "id_atendimento": id_atendimento,
        "protocolo": f"{id_atendimento:020}",
        "id_cliente_servico": 11000,
        "id_atendimento_status": 22,
        "id_usuario_abertura": 70,
        "descricao_abertura": "Em bloco",
        "data_cadastro": data_cadastro,
        "deleted_at": data_cadastro if deleted else None,
    }


async def fill(database: Database, rng: random.Random) -> None:
    """Thousands of tickets: some out of order in time, some deleted, with holes and, of one block, nothing left."""
    rows = []
    for id_atendimento in range(FIRST, LAST):
        if id_atendimento in HOLE or rng.random() < 0.1:
            continue
        age = (id_atendimento - FIRST) / (LAST - FIRST) * DAYS
        late = rng.choice([0.0, 0.0, 0.0, rng.uniform(-120, 120)])
        deleted = rng.random() < 0.05 or id_atendimento // BLOCO == 10
        rows.append(ticket(id_atendimento, START + timedelta(days=max(0.0, age + late)), deleted=deleted))
    async with writing(database, lambda: None) as tx:
        await tx.insert_many(atendimento, rows)
        await tx.continue_keys(atendimento)


async def fechar(database: Database) -> int:
    async with writing(database, lambda: None) as tx:
        return await blocos.fechar(tx)


async def delete(database: Database, *ids: int) -> None:
    async with writing(database, lambda: None) as tx:
        for id_atendimento in ids:
            await tx.run(_apagar, id=id_atendimento, quando=START)
            await blocos.marcar(tx, id_atendimento)


def spans(rng: random.Random) -> list[dict[str, str]]:
    """None, open at either end, of a day, of months, empty, and longer than everything."""

    def day(offset: float) -> str:
        return f"{local(START + timedelta(days=offset)):%Y-%m-%d}"

    found = [{}, {"data_inicio": day(200)}, {"data_fim": day(200)}, {"data_inicio": day(-9999), "data_fim": day(9999)}]
    found.append({"data_inicio": day(3000), "data_fim": day(3001)})
    for length in (0, 0, 3, 30, 200):
        start = rng.uniform(0, DAYS - length)
        found.append({"data_inicio": day(start), "data_fim": day(start + length)})
    return found


async def assert_pages_are_right(database: Database, rng: random.Random) -> None:
    async with reading(database) as read:
        everything = [g for g in await read.all(_guardados) if g.deleted_at is None]
        for span in spans(rng):
            filtros = await FiltrosTodos.ler(span, read)
            inicio, fim = filtros.data_inicio or listar.SEMPRE, filtros.data_fim or listar.NUNCA
            wanted = [g.id_atendimento for g in everything if inicio <= g.data_cadastro <= fim]
            for quantos in SIZES:
                last = max(0, len(wanted) - 1) // quantos
                for number in {0, 1, last, last + 1, *(rng.randint(0, last) for _ in range(6))}:
                    pular = number * quantos
                    pagina = await listar.pagina(read, filtros, pular, quantos)
                    assert pagina.total == len(wanted), span
                    assert [linha.id_atendimento for linha in pagina.linhas] == wanted[pular : pular + quantos], span
            walked: list[int] = []
            for pular in range(0, len(wanted) + 500, 500):
                walked += [linha.id_atendimento for linha in (await listar.pagina(read, filtros, pular, 500)).linhas]
            assert walked == wanted


def test_pages_are_those_of_a_plain_select(settings: Settings) -> None:
    async def program(database: Database) -> None:
        rng = random.Random(1)
        await fill(database, rng)
        await assert_pages_are_right(database, rng)

        assert await fechar(database) > 5
        assert await fechar(database) == 0
        await assert_pages_are_right(database, rng)

        await delete(database, *(rng.choice([n for n in range(FIRST, LAST) if n not in HOLE]) for _ in range(20)))
        await assert_pages_are_right(database, rng)

        assert await fechar(database) > 0
        await assert_pages_are_right(database, rng)

        async with writing(database, lambda: None) as tx:
            newer = [ticket(n, START + timedelta(days=n % DAYS)) for n in range(LAST, LAST + 1500)]
            await tx.insert_many(atendimento, newer)
        await assert_pages_are_right(database, rng)

    run(settings, program)


def test_a_late_ticket_of_a_closed_block_is_counted_once_it_is_marked(settings: Settings) -> None:
    async def program(database: Database) -> None:
        rng = random.Random(2)
        await fill(database, rng)
        await fechar(database)
        async with writing(database, lambda: None) as tx:
            late = [ticket(9_500, START), ticket(8_951, START + timedelta(days=4000))]
            await tx.insert_many(atendimento, late)
            for row in late:
                await blocos.marcar(tx, row["id_atendimento"])
        await assert_pages_are_right(database, rng)

    run(settings, program)


def test_what_a_closed_block_says_is_so(settings: Settings) -> None:
    async def program(database: Database) -> None:
        await fill(database, random.Random(3))
        await fechar(database)
        async with reading(database) as read:
            guardados = [g for g in await read.all(_guardados) if g.deleted_at is None]
            fechados = await read.all(_fechados)
        newest = guardados[0].id_atendimento // BLOCO
        assert fechados
        assert max(row[0] for row in fechados) < newest
        for bloco, quantidade, menor, maior in fechados:
            datas = [g.data_cadastro for g in guardados if g.id_atendimento // BLOCO == bloco]
            assert quantidade == len(datas)
            assert (menor, maior) == ((min(datas), max(datas)) if datas else (None, None))

    run(settings, program)


class Counting:
    """Which blocks are counted row by row, and from which id on."""

    def __init__(self) -> None:
        self.blocks: list[int] = []
        self.since: list[int] = []


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    noted = Counting()
    for kind in (SqliteConnection, PostgresConnection):
        monkeypatch.setattr(kind, "fetch", _noting(kind.fetch, noted))
    return noted


def _noting(fetch: Callable[..., Coroutine[Any, Any, Sequence[Row]]], noted: Counting) -> Any:
    async def noting(self: object, prepared: Prepared, values: Values) -> Sequence[Row]:
        if "inicio" in values:
            noted.blocks += values.get("blocos", [])
            noted.since += [values["desde"]] if "desde" in values else []
        return await fetch(self, prepared, values)

    return noting


def test_once_closed_only_blocks_at_the_edges_and_the_newest_are_counted(
    settings: Settings, counting: Counting
) -> None:
    async def program(database: Database) -> None:
        rng = random.Random(4)
        await fill(database, rng)

        async def count(span: dict[str, str]) -> None:
            counting.__init__()  # type: ignore[misc]
            async with reading(database) as read:
                await listar.pagina(read, await FiltrosTodos.ler(span, read), 0, 50)

        await count({})
        assert (counting.blocks, counting.since) == ([], [0])

        await fechar(database)
        async with reading(database) as read:
            fechados = await read.all(_fechados)
        beyond = (max(row[0] for row in fechados) + 1) * BLOCO
        assert LAST - beyond < BLOCO

        await count({})
        assert (counting.blocks, counting.since) == ([], [beyond])

        for span in spans(rng):
            await count(span)
            async with reading(database) as read:
                filtros = await FiltrosTodos.ler(span, read)
            inicio, fim = filtros.data_inicio or listar.SEMPRE, filtros.data_fim or listar.NUNCA
            edges = [
                bloco
                for bloco, _, menor, maior in fechados
                if menor and menor <= fim and maior >= inicio and not (inicio <= menor and maior <= fim)
            ]
            assert (sorted(counting.blocks), counting.since) == (edges, [beyond])

        await delete(database, FIRST + 1, 7_001)
        await count({})
        assert (sorted(counting.blocks), counting.since) == ([FIRST // BLOCO, 7], [beyond])

    run(settings, program)


@pytest.mark.parametrize("ours", [(), (7_001,)])
def test_a_block_is_not_closed_over_the_head_of_a_slow_writer(settings: Settings, ours: tuple[int, ...]) -> None:
    """Its ticket has an id of a block that is full, perhaps as the first of it; the count waits for the writer."""
    theirs = 7_998

    async def insert(database: Database, *ids: int) -> None:
        async with writing(database, lambda: None) as tx:
            await tx.insert_many(atendimento, [ticket(n, START) for n in ids])

    async def program(database: Database) -> None:
        others = (*ours, 8_001, 8_002, 9_001)
        async with AsyncExitStack() as stack:
            if settings.is_postgres:
                slow = Tx(await stack.enter_async_context(database.writing()))
                await slow.insert_many(atendimento, [ticket(theirs, START)])
                await insert(database, *others)
                closing = asyncio.create_task(fechar(database))
                while not await waiting():  # noqa: ASYNC110 - what is awaited happens in the database
                    await asyncio.sleep(0.01)
            else:
                await insert(database, theirs, *others)
                closing = asyncio.create_task(fechar(database))
        await closing
        await assert_pages_are_right(database, random.Random(5))

    async def waiting() -> bool:
        connection = await asyncpg.connect(settings.database_url)
        try:
            return bool(
                await connection.fetch(
                    "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'atendimento'::regclass"
                )
            )
        finally:
            await connection.close()

    run(settings, program)


@given(st.dictionaries(st.integers(0, 50), st.integers(1, 4), max_size=6), st.integers(0, 30), st.integers(1, 30))
def test_where_a_page_lies(quantidades: dict[int, int], pular: int, quantos: int) -> None:
    """`localizar` against a list of every ticket."""
    contados = sorted((Contado(*bloco) for bloco in quantidades.items()), reverse=True)
    tickets = [contado.bloco for contado in contados for _ in range(contado.quantidade)]
    page = tickets[pular : pular + quantos]
    trecho = localizar(contados, pular, quantos)

    if not page:
        assert trecho is None
    else:
        before = tickets[:pular].count(page[0])
        assert trecho == Trecho(page[-1] * BLOCO, (page[0] + 1) * BLOCO - 1, before)
