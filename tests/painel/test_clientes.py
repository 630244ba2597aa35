"""The pages of clients: who finds whom, what each may see, and how many queries that takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.mesa import Mesa

BIANCA, EXEMPLO = 24001, 11201
TECNICO = 5
SUPERVISOR = 22


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are read from now on."""
    from plantao.kit.postgres import PostgresConnection
    from plantao.kit.sqlite import SqliteConnection

    seen: list[str] = []
    for kind in (SqliteConnection, PostgresConnection):
        fetch: Any = kind.fetch

        async def counting(self: Any, prepared: Any, values: Any, fetch: Any = fetch) -> Any:
            if not re.search(r"FROM (acesso_geracao|event|task)\b", prepared.sql):  # the tail looks whenever it likes
                seen.append(prepared.sql)
            return await fetch(self, prepared, values)

        monkeypatch.setattr(kind, "fetch", counting)
    return seen


@pytest.fixture
def pouco_papel(change: Callable[..., None]) -> None:
    change("UPDATE usuario SET papel = 'tecnico' WHERE id = 5")
    change("UPDATE usuario SET papel = 'supervisor' WHERE id = 22")


def test_the_list_finds_who_is_asked_for(mesa: Mesa) -> None:
    everybody = mesa.get("/clientes").text
    found = mesa.get("/clientes?q=bianca+couto").text

    assert "Bianca Couto" in everybody
    assert "Cliente Exemplo" in everybody
    assert "Bianca Couto" in found
    assert "Cliente Exemplo" not in found
    assert "862.***.***-81" in found
    assert "86214941081" not in found


def test_a_protocolo_leads_to_its_client(mesa: Mesa, rows: Callable[..., list[dict[str, Any]]]) -> None:
    [ticket] = rows(
        "SELECT protocolo FROM atendimento JOIN cliente_servico USING (id_cliente_servico) "
        "WHERE id_cliente = 24001 ORDER BY id_atendimento LIMIT 1"
    )

    assert "Bianca Couto" in mesa.get(f"/clientes?q={ticket['protocolo']}").text


def test_a_wrong_name_is_answered_with_the_right_one(mesa: Mesa) -> None:
    page = mesa.get("/clientes?q=biancca").text

    assert "Nada encontrado para “biancca”" in page
    assert "Você quis dizer Bianca?" in page


def test_the_live_search_answers_only_the_list(mesa: Mesa) -> None:
    fragment = mesa.at("/clientes").get("/clientes?q=bianca").text

    assert "clientes-lista" in fragment
    assert "<nav" not in fragment


def test_a_text_with_marks_stays_a_text(mesa: Mesa) -> None:
    for text in ("<script>alert(1)</script>", '"', "'", "%25", "*", "AND"):
        page = mesa.get(f"/clientes?q={text}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_the_page_shows_all_that_concerns_a_client(mesa: Mesa) -> None:
    page = mesa.get(f"/clientes/{BIANCA}").text

    for text in (
        "Bianca Couto",
        "Cód. 1204",
        "(37) 99991-2222",
        "Em aberto",
        "Ordens de serviço",
        "Ligações",
        "Serviços",
    ):
        assert text in page
    assert "862.***.***-81" in page


def test_the_document_is_whole_for_who_may_see_it(mesa: Mesa, pouco_papel: None) -> None:
    assert "862.149.410-81" in mesa.signed_in(SUPERVISOR).get(f"/clientes/{BIANCA}").text


def test_who_may_not_see_clients_is_told_whom_to_ask(mesa: Mesa, pouco_papel: None) -> None:
    tecnico = mesa.signed_in(TECNICO)

    assert tecnico.get("/clientes").status_code == 403
    assert tecnico.get(f"/clientes/{BIANCA}").status_code == 403
    assert "/clientes/" not in tecnico.get("/buscar?q=bianca").text
    assert mesa.anonymous.get("/clientes").status_code == 303


def test_a_client_that_is_not_there_is_said_so(mesa: Mesa) -> None:
    assert mesa.get("/clientes/999999").status_code == 404


def test_an_inactive_client_without_anything_has_its_page(mesa: Mesa, change: Callable[..., None]) -> None:
    change(
        "INSERT INTO cliente (id_cliente, nome_razaosocial, codigo_cliente, uuid, ativo, data_cadastro) "
        "SELECT 1, 'MARIA AUXILIADORA DO NASCIMENTO VASCONCELOS GUIMARAES QUEIROZ', 9, 'x', false, data_cadastro "
        "FROM cliente WHERE id_cliente = 24001"
    )
    page = mesa.get("/clientes/1").text

    for text in ("Inativo", "Nenhum atendimento em aberto.", "Nenhum telefone", "Nenhum serviço", "Nenhum endereço"):
        assert text in page
    assert "Inativo" in mesa.get("/clientes?q=auxiliadora").text


@pytest.mark.parametrize("path", ["/clientes", "/clientes?q=a", "/buscar?q=a", f"/clientes/{BIANCA}"])
def test_queries_do_not_grow_with_what_is_shown(
    mesa: Mesa, change: Callable[..., None], queries: list[str], path: str
) -> None:
    mesa.get(path)
    queries.clear()
    mesa.get(path)
    before = len(queries)

    for n in range(1, 31):
        change(
            "INSERT INTO cliente (id_cliente, nome_razaosocial, codigo_cliente, uuid, data_cadastro) "
            f"SELECT {n}, 'ALVES {n}', {n}, 'x{n}', data_cadastro FROM cliente WHERE id_cliente = 24001"
        )
    queries.clear()
    mesa.get(path)

    assert len(queries) <= before < 30
