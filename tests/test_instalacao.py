"""What a new installation can do with nothing but `plantao migrate`, a user, a program and an imported client."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from plantao import acesso, atendimento, cliente, ordem_servico, schema
from plantao.app import configure, create_app, open_database
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from tests.demo.bases import empty_base
from tests.server import INTEGRACAO, MovableClock

SENHA = "uma senha comprida"


@pytest.fixture
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with empty_base(request.config.getoption("--db"), tmp_path) as settings:
        configure(settings)
        asyncio.run(schema.upgrade(settings))
        yield settings


@pytest.fixture
def installed(migrated: Settings) -> Iterator[TestClient]:
    secret = asyncio.run(_install(migrated))
    with TestClient(create_app(migrated, MovableClock(), work=False), client=("127.0.0.1", 50000)) as client:
        who = {"username": "robo@provedor.com.br", "password": SENHA, "grant_type": "password"}
        token = client.post("/oauth/token", json=who | {"client_id": 1, "client_secret": secret}).json()
        client.headers["authorization"] = f"Bearer {token['access_token']}"
        yield client


async def _install(settings: Settings) -> str:
    database = await open_database(settings)
    now = MovableClock()()
    m = cliente.model
    async with writing(database, lambda: None) as tx:
        permissoes = [acesso.model.API, *acesso.model.PERMISSOES_API]
        robo = acesso.queries.Ficha("Robô", "robo@provedor.com.br", "atendente", permissoes=permissoes)
        await acesso.rules.criar_usuario(tx, robo, SENHA, now)
        _, secret = await acesso.rules.criar_cliente_api(tx, "Robô", "documentado", [], now, complementos=False)
        plan = {"descricao": "FIBRA 400 MEGA", "valor": Decimal(99), "id_servico_tecnologia": 1}
        person = {"codigo_cliente": 1, "nome_razaosocial": "ANA", "data_cadastro": now, "uuid": "c"}
        contracted = {
            "numero_plano": 1,
            "valor": Decimal(99),
            "id_servico_status": 1,
            "data_cadastro": now,
            "uuid": "s",
        }
        id_servico = await tx.insert(m.servico, **plan)
        id_cliente = await tx.insert(m.cliente, **person)
        await tx.insert(m.cliente_servico, id_cliente=id_cliente, id_servico=id_servico, **contracted)
    await database.close()
    return secret


def test_a_migration_cut_short_leaves_nothing(migrated: Settings) -> None:
    def cut(connection: sa.Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (n INTEGER)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'half'")
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError, match="killed here"):
        asyncio.run(schema.run(migrated, cut))

    assert "half" not in asyncio.run(schema.run(migrated, lambda c: sa.inspect(c).get_table_names()))
    assert not asyncio.run(schema.behind(migrated))


def test_a_ticket_and_its_order_take_every_default(installed: TestClient) -> None:
    asked = {"id_cliente_servico": 1, "descricao": "Sem sinal", "nome": "Ana", "telefone": "37999912222"}
    opened = installed.post(f"{INTEGRACAO}atendimento", json=asked | {"abrir_os": True}).json()

    assert opened["status"] == "success", opened
    assert opened["atendimento"]["tipo_atendimento"] == "SAC"
    assert opened["atendimento"]["status"] == "Pendente"
    [order] = opened["atendimento"]["ordens_servico"]
    assert order["tipo"] == "ABERTURA VIA API"

    path = f"{INTEGRACAO}atendimento/{opened['atendimento']['id_atendimento']}"
    closing = {"fechar_atendimento": True, "parametros_fechamento_atendimento": {"fechar_ordem_servico": True}}
    closed = installed.put(path, json=closing).json()
    assert closed["status"] == "success", closed
    assert closed["atendimento"]["id_atendimento_status"] == 24


def test_the_lists_are_the_vendors(installed: TestClient) -> None:
    def listed(path: str, key: str) -> Any:
        return installed.get(f"{INTEGRACAO}configuracao/{path}").json()[key]

    statuses = listed("status_atendimento", "status_atendimento")
    assert [(s["id_atendimento_status"], s["display"]) for s in statuses] == [
        (23, "Aguardando Análise"),
        (22, "Pendente (Abertura de OS)"),
        (24, "Resolvido"),
    ]
    periods = listed("disponibilidade", "periodos")
    assert [(p["descricao"], p["hora_inicio"], p["hora_fim"]) for p in periods] == [
        ("Manhã", "08:00:00", "12:00:00"),
        ("Tarde", "12:00:00", "18:00:00"),
        ("Noite", "18:00:00", "21:00:00"),
    ]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (atendimento.model.tipo_atendimento, {"descricao": "NOVO"}),
        (atendimento.model.atendimento_status, {"descricao": "NOVO", "prefixo": "novo", "cor": "md-red-bg"}),
        (ordem_servico.model.tipo_ordem_servico, {"descricao": "NOVO"}),
    ],
    ids=["tipo_atendimento", "atendimento_status", "tipo_ordem_servico"],
)
def test_what_is_added_to_a_list_comes_after_what_was_there(
    migrated: Settings, table: sa.Table, row: dict[str, Any]
) -> None:
    [key] = table.primary_key

    def add(connection: sa.Connection) -> tuple[int, int]:
        last = connection.execute(sa.select(sa.func.max(key))).scalar_one()
        return last, connection.execute(sa.insert(table).values(row).returning(key)).scalar_one()

    last, new = asyncio.run(schema.run(migrated, add))
    assert new == last + 1
