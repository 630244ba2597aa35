"""How many statements a list costs does not depend on how many rows it shows."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from plantao.kit.db import Prepared, Row, Values
from plantao.kit.postgres import PostgresConnection
from plantao.kit.sqlite import SqliteConnection
from tests.support import (
    DEZEMBRO,
    DOCUMENTADO,
    DOCUMENTADO_COMPLEMENTOS,
    NOVO,
    OBSERVADO,
    RELACOES,
    Api,
    abrir,
    arquivos,
    assert_success,
    ids,
)

MANY = 39
TODAY = "data_inicio=2026-01-15&data_fim=2026-01-15"
DO_SERVICO = "cliente/atendimento?busca=id_cliente_servico&termo_busca=11000&apenas_pendente=nao"
BESIDE = ("FROM event", "FROM task", "FROM acesso_geracao", "requisicao", "pg_advisory_xact_lock")
"""Of the statements the server asks by itself: the outbox, and what it notes of requests."""

LISTS = {
    "todos": (DOCUMENTADO, f"atendimento/todos?{TODAY}&relacoes={RELACOES}&itens_por_pagina="),
    "todos without relations": (DOCUMENTADO, f"atendimento/todos?{TODAY}&itens_por_pagina="),
    "todos by status": (DOCUMENTADO, f"atendimento/todos?{TODAY}&status_atendimento=22,23&itens_por_pagina="),
    "paginado": (DOCUMENTADO, f"atendimento/paginado/1?{TODAY}&relacoes={RELACOES}&itens_por_pagina="),
    "paginado with complements": (
        DOCUMENTADO_COMPLEMENTOS,
        f"atendimento/paginado/1?{TODAY}&relacoes={RELACOES}&itens_por_pagina=",
    ),
    "paginator": (OBSERVADO, f"atendimento/paginado/1?{TODAY}&relacoes={RELACOES}&itens_por_pagina="),
    "cliente/atendimento": (
        DOCUMENTADO,
        f"{DO_SERVICO}&relacoes=atendimento_mensagem,ordem_servico_mensagem,checklists&data_inicio=2026-01-15&limit=",
    ),
}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the driver is asked, in order, by requests; what the server asks by itself is left out."""
    asked: list[str] = []
    for kind in (SqliteConnection, PostgresConnection):
        monkeypatch.setattr(kind, "fetch", _noting(kind.fetch, asked))
    return asked


def _noting(fetch: Callable[..., Coroutine[Any, Any, Sequence[Row]]], asked: list[str]) -> Any:
    async def noting(self: object, prepared: Prepared, values: Values) -> Sequence[Row]:
        if not any(table in prepared.sql.replace("\n", "") for table in BESIDE):
            asked.append(prepared.sql)
        return await fetch(self, prepared, values)

    return noting


@pytest.fixture
def tickets(statements: list[str], api: Api) -> list[int]:
    """Tickets of today with all there can be: an order, messages, files, responsible users, periods."""
    found = []
    for _ in range(MANY):
        aberto = abrir(api, abrir_os=True, id_usuario_responsavel="22,56", id_disponibilidade="1,2")["atendimento"]
        found.append(aberto["id_atendimento"])
        message = {"mensagem": "Primeira mensagem"}
        assert_success(api.post(f"atendimento/adicionar_mensagem/{found[-1]}", json=message))
    assert_success(api.post(f"atendimento/adicionar_anexo/{found[-1]}", files=arquivos("files")))
    return sorted(found, reverse=True)


def shown(api: Api, client: int, path: str) -> list[int]:
    response = api.as_client(client).get(path)
    assert response.status_code == 200, response.text
    found = response.json()["atendimentos"]
    return ids(found["data"] if isinstance(found, dict) else found)


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    api: Api, tickets: list[int], statements: list[str]
) -> None:
    for name, (client, path) in LISTS.items():
        shown(api, client, path + "1")
        asked = {}
        for rows in (1, 5, MANY):
            statements.clear()
            found = shown(api, client, path + str(rows))
            assert len(set(found)) == rows, name
            assert set(found) <= set(tickets), name
            asked[rows] = list(statements)

        assert asked[1] == asked[5] == asked[MANY], name
        assert 1 <= len(asked[1]) <= 12, name


def test_neither_does_that_of_an_opening(api: Api, tickets: list[int], statements: list[str]) -> None:
    asked = []
    for _ in range(2):
        statements.clear()
        assert_success(api.post("atendimento", json=NOVO))
        asked.append(list(statements))

    assert tickets
    assert asked[0] == asked[1]


def test_lists_read_the_columns_they_show(api: Api, statements: list[str]) -> None:
    """Not the long texts, nor what only the raw ticket has."""
    statements.clear()
    assert shown(api, DOCUMENTADO, f"atendimento/todos?{DEZEMBRO}&relacoes={RELACOES}")

    read = " ".join(statements)
    assert "atendimento.protocolo" in read
    for column in ("descricao_abertura", "parametros", "resultado_diagnostico", "ip_cadastro", "nome_contato"):
        assert f"atendimento.{column}" not in read
