"""What programs asked for lately: who is known, what is kept of it, how much, and for how long."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plantao.acesso.jobs import podar_requisicoes
from plantao.acesso.rules import requisicoes
from plantao.acesso.rules.credenciais import ACCESS_LIFE
from plantao.app import open_database
from plantao.demo.contrato import SENHA, USUARIO
from plantao.kit import ledger
from plantao.kit.events import writing
from tests.server import INTEGRACAO, Server
from tests.support import LIGACAO, NOT_OFFERED, Api, Change, Rows, assert_success

NOTIFICAR = "pbx/ligacao/notificar"
PASSWORD = {"grant_type": "password", "client_id": 3, "client_secret": "demo-segredo-3"}
WRONG_TELEPHONE = "O campo telefone deve ser um número."


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written but when the test says so."""
    monkeypatch.setattr(ledger, "WRITE_SECONDS", 3600)


@pytest.fixture
def kept(server: Server, rows: Rows) -> Callable[[], list[dict[str, Any]]]:
    """What is kept by now, oldest first."""

    def look() -> list[dict[str, Any]]:
        server.write_down()
        return rows("SELECT * FROM requisicao ORDER BY id_oauth_client, numero")

    return look


Kept = Callable[[], list[dict[str, Any]]]


def prune(server: Server) -> None:
    async def run() -> None:
        database = await open_database(server.settings)
        async with writing(database, lambda: None) as tx:
            await podar_requisicoes(tx, server.clock())
        await database.close()

    asyncio.run(run())


def test_a_request_is_answered_before_it_is_written(api: Api, rows: Rows, kept: Kept) -> None:
    assert_success(api.post(NOTIFICAR, json=LIGACAO))

    assert rows("SELECT * FROM requisicao") == []
    [row] = kept()
    assert {name: row[name] for name in ("id_oauth_client", "numero", "metodo", "rota", "caminho", "http", "ip")} == {
        "id_oauth_client": 3,
        "numero": 1,
        "metodo": "POST",
        "rota": INTEGRACAO + NOTIFICAR,
        "caminho": INTEGRACAO + NOTIFICAR,
        "http": 200,
        "ip": "127.0.0.1",
    }
    assert row["erro"] is None
    assert row["ms"] > 0


def test_the_route_and_what_was_asked_of_it(api: Api, kept: Kept) -> None:
    api.put("atendimento/77", json={"descricao": "x"})

    [row] = kept()
    assert row["rota"] == f"{INTEGRACAO}atendimento/{{id_atendimento}}"
    assert row["caminho"] == f"{INTEGRACAO}atendimento/77"


def test_what_went_wrong_of_who_is_known(
    server: Server, api: Api, change: Change, allow_only: Callable[[str], None], kept: Kept
) -> None:
    api.post(NOTIFICAR, json=LIGACAO | {"telefone": "oculto"})
    api.get("rota/que/nao/existe")
    api.get(NOTIFICAR)
    api.anonymous.post("/oauth/token", json=PASSWORD | {"username": USUARIO, "password": "outra"})
    api.anonymous.post("/oauth/token", json=PASSWORD | {"username": USUARIO, "password": SENHA, "client_secret": "x"})
    allow_only("203.0.113.0/24")
    api.post(NOTIFICAR, json=LIGACAO)
    change("UPDATE usuario SET ativo = false WHERE id = 70")
    api.as_client(4).post(NOTIFICAR, json=LIGACAO)
    change("UPDATE usuario SET ativo = true WHERE id = 70")
    server.clock.advance(seconds=ACCESS_LIFE.total_seconds())
    api.post(NOTIFICAR, json=LIGACAO)

    found = kept()
    assert [(row["http"], row["erro"]) for row in found] == [
        (200, WRONG_TELEPHONE),
        (404, NOT_OFFERED),
        (405, NOT_OFFERED),
        (401, "The user credentials were incorrect."),
        (401, "Client authentication failed"),
        (403, "Host not in allowlist"),
        (401, "Unauthenticated."),
        (401, "Unauthenticated."),
    ]
    assert [row["id_oauth_client"] for row in found] == [3] * 7 + [4]
    assert found[1]["rota"] == ""


@pytest.mark.settings(rate_limit=True, rate_per_second=1, rate_burst=1)
def test_who_asks_too_often(api: Api, kept: Kept) -> None:
    while api.post(NOTIFICAR, json=LIGACAO).status_code != 429:
        pass

    assert (kept()[-1]["http"], kept()[-1]["erro"]) == (429, "Too Many Attempts.")


def test_nobody_we_know_is_not_written_down(api: Api, kept: Kept) -> None:
    api.anonymous.post(NOTIFICAR, json=LIGACAO)
    api.with_token("qualquer").post(NOTIFICAR, json=LIGACAO)
    api.anonymous.post("/oauth/token", json=PASSWORD | {"client_id": 999, "username": USUARIO, "password": SENHA})
    api.anonymous.get("/saude")

    assert kept() == []


def test_nothing_of_anybody_is_kept(api: Api, kept: Kept) -> None:
    said = ("86214941081", "862.149.410-81", "37999912222", "Bianca", "bianca@teste.com", api.token, SENHA + "-dela")
    api.get("cliente/atendimento", params={"busca": "cpf_cnpj", "termo_busca": said[0]})
    api.get("cliente/atendimento", params={"busca": said[1], "termo_busca": said[3]})
    api.post(NOTIFICAR, json=LIGACAO | {"telefone": int(said[2]), "ligacao_params": {"nome": said[3]}})
    api.get(f"cliente/{said[1]}/{said[4]}")
    api.anonymous.post("/oauth/token", json=PASSWORD | {"username": said[4], "password": said[6]})

    found = kept()

    assert len(found) == 5
    assert "(…)" in found[1]["erro"]
    assert [text for text in said if text in str(found)] == []


def test_what_no_database_keeps_as_text_holds_up_nobody(api: Api, kept: Kept) -> None:
    api.get("atendimento%00%0a%1b/nenhum")
    api.get("configuracao/status_atendimento")

    assert [feita["caminho"] for feita in kept()] == [
        f"{INTEGRACAO}atendimento………/nenhum",
        f"{INTEGRACAO}configuracao/status_atendimento",
    ]


def test_a_bug_is_kept_with_its_code(
    api: Api, kept: Kept, break_after_insert: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a code that looks like a telephone."""
    monkeypatch.setattr(secrets, "token_hex", lambda _: "37991222")
    break_after_insert("ligacao")
    answer = api.post(NOTIFICAR, json=LIGACAO)

    [row] = kept()
    assert "37991222" in answer.json()["msg"]
    assert (row["http"], row["erro"]) == (500, answer.json()["msg"])


def test_only_the_last_ones_are_kept(api: Api, kept: Kept, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requisicoes, "GUARDADAS", 3)
    for client in (api, api.as_client(4)):
        for _ in range(5):
            client.post(NOTIFICAR, json=LIGACAO)
        kept()
    api.post(NOTIFICAR, json=LIGACAO)

    assert [(row["id_oauth_client"], row["numero"]) for row in kept()] == [
        (3, 4),
        (3, 5),
        (3, 6),
        (4, 3),
        (4, 4),
        (4, 5),
    ]
    [hour] = rows("SELECT total, erros, resumidas FROM requisicao_hora WHERE id_oauth_client = 3")
    assert hour == {"total": 6, "erros": 0, "resumidas": 0}


def test_of_many_at_once_what_failed_is_kept_first_and_all_are_counted(
    server: Server, api: Api, kept: Kept, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requisicoes, "POR_VEZ", 2)
    for telefone in (37999912222, 37999912222, "oculto", 37999912222):
        api.post(NOTIFICAR, json=LIGACAO | {"telefone": telefone})
        server.clock.advance(seconds=1)

    assert [row["erro"] for row in kept()] == [None, WRONG_TELEPHONE]
    assert rows("SELECT total, erros, resumidas FROM requisicao_hora") == [{"total": 4, "erros": 1, "resumidas": 2}]


def test_what_is_old_is_forgotten_but_for_the_last(server: Server, api: Api, kept: Kept, rows: Rows) -> None:
    for client in (api, api.as_client(4)):
        client.post(NOTIFICAR, json=LIGACAO)
        client.post(NOTIFICAR, json=LIGACAO)
    kept()
    server.clock.advance(seconds=(requisicoes.GUARDA + timedelta(minutes=1)).total_seconds())
    api.post(NOTIFICAR, json=LIGACAO)
    kept()

    prune(server)

    assert [(row["id_oauth_client"], row["numero"]) for row in kept()] == [(3, 3), (4, 2)]
    assert [row["total"] for row in rows("SELECT total FROM requisicao_hora")] == [1]


def test_a_clean_end_loses_nothing(api: Api, rows: Rows, restart: Callable[..., None]) -> None:
    for _ in range(3):
        api.post(NOTIFICAR, json=LIGACAO)

    restart(now="2026-01-15T09:30:00-03:00")

    assert [row["numero"] for row in rows("SELECT numero FROM requisicao ORDER BY numero")] == [1, 2, 3]
