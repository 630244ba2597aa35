from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pytest
import sqlalchemy as sa

from plantao import schema
from plantao.app import configure
from plantao.kit.settings import Settings
from plantao.serving import _prepare_demo
from tests.demo.bases import empty_base
from tests.server import START

LATER = "2026-02-20T15:00:00-03:00"


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with empty_base(request.config.getoption("--db"), tmp_path) as settings:
        configure(settings)
        yield settings


def start(settings: Settings, world: Literal["vivo", "contrato"], now: str = START) -> bool:
    """Prepare the sample base as `plantao demo` does; answers whether it was made."""
    wanted = settings.model_copy(update={"demo": world, "now": datetime.fromisoformat(now)})
    return asyncio.run(_prepare_demo(wanted))


def ask(settings: Settings, sql: str) -> Any:
    def run(connection: sa.Connection) -> Any:
        result = connection.execute(sa.text(sql))
        return result.scalar() if result.returns_rows else None

    return asyncio.run(schema.run(settings, run))


def test_each_world_is_loaded_by_its_name(empty: Settings) -> None:
    assert start(empty, "contrato")
    assert ask(empty, "SELECT count(*) FROM cliente") == 3
    assert ask(empty, "SELECT count(*) FROM event") == 0


def test_a_second_start_keeps_what_is_there(empty: Settings) -> None:
    assert start(empty, "vivo")
    assert ask(empty, "SELECT count(*) FROM atendimento") == 406
    ask(empty, "UPDATE cliente SET nome_razaosocial = 'MUDOU' WHERE id_cliente = 24001")

    assert not start(empty, "vivo", LATER)
    assert not start(empty, "contrato", LATER)

    assert ask(empty, "SELECT count(*) FROM atendimento") == 406
    assert ask(empty, "SELECT nome_razaosocial FROM cliente WHERE id_cliente = 24001") == "MUDOU"


def test_a_base_in_use_is_left_alone(empty: Settings) -> None:
    asyncio.run(schema.upgrade(empty))
    ask(empty, "INSERT INTO usuario (name, email) VALUES ('Dona da casa', 'dona@provedor.com.br')")

    assert not start(empty, "vivo")

    assert ask(empty, "SELECT count(*) FROM usuario WHERE email IS NOT NULL") == 1
    assert ask(empty, "SELECT count(*) FROM cliente") == 0


def test_clients_without_anybody_to_serve_them_are_left_alone(empty: Settings) -> None:
    asyncio.run(schema.upgrade(empty))
    moment = "now()" if empty.is_postgres else "0"
    ask(
        empty,
        "INSERT INTO cliente (codigo_cliente, nome_razaosocial, data_cadastro, uuid)"
        f" VALUES (1, 'IMPORTADA', {moment}, 'u')",
    )

    assert not start(empty, "vivo")

    assert ask(empty, "SELECT count(*) FROM cliente") == 1


def test_the_lists_of_a_new_installation_give_way_to_those_of_the_world(empty: Settings) -> None:
    asyncio.run(schema.upgrade(empty))
    ask(empty, "UPDATE tipo_atendimento SET descricao = 'TROCADO' WHERE id_tipo_atendimento = 1")

    assert start(empty, "contrato")

    assert ask(empty, "SELECT descricao FROM tipo_atendimento WHERE id_tipo_atendimento = 1") == "SAC"
    assert ask(empty, "SELECT count(*) FROM tipo_atendimento") == 6


def test_a_start_that_was_cut_short_is_made_good(empty: Settings) -> None:
    asyncio.run(schema.upgrade(empty))

    assert start(empty, "vivo")

    assert ask(empty, "SELECT count(*) FROM cliente") == 300
