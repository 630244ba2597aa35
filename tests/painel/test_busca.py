"""The search of everything: tickets, orders and calls by their numbers or their clients, and the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mesa import Mesa

BIANCA = 24001


@pytest.fixture
def buscar(mesa: Mesa) -> Callable[[str], str]:
    """What the palette shows."""
    palette = mesa.at("/fila")
    return lambda texto: palette.get("/buscar?q=" + texto.replace(" ", "+").replace(">", "%3E")).text


@pytest.fixture
def ticket(rows: Callable[..., list[dict[str, Any]]]) -> dict[str, Any]:
    """One of Bianca's tickets."""
    [found] = rows(
        "SELECT id_atendimento, protocolo FROM atendimento JOIN cliente_servico USING (id_cliente_servico) "
        "WHERE id_cliente = 24001 AND data_fechamento IS NULL ORDER BY id_atendimento LIMIT 1"
    )
    return found


def test_a_client_brings_its_tickets_and_orders(buscar: Callable[[str], str], ticket: dict[str, Any]) -> None:
    found = buscar("bianca couto")

    assert f'href="/clientes/{BIANCA}"' in found
    assert f'href="/atendimentos/{ticket["id_atendimento"]}"' in found
    assert "Ordens de serviço" in found
    assert "<nav" not in found


def test_a_telephone_is_shown_with_what_was_typed_in_bold(buscar: Callable[[str], str]) -> None:
    assert "(<b>37</b>) <b>9999</b>1-2222" in buscar("37 9999")


@pytest.mark.parametrize("part", [slice(None), slice(0, 8), slice(-6, None), slice(6, 12)])
def test_a_protocolo_is_found_whole_or_by_a_part(
    buscar: Callable[[str], str], ticket: dict[str, Any], part: slice
) -> None:
    digits = ticket["protocolo"][part]
    grouped = " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))

    for text in (digits, grouped):
        assert f'href="/atendimentos/{ticket["id_atendimento"]}"' in buscar(text)


def test_a_protocolo_that_changes_is_found_by_the_new_one(
    buscar: Callable[[str], str], ticket: dict[str, Any], change: Callable[..., None]
) -> None:
    link = f'href="/atendimentos/{ticket["id_atendimento"]}"'
    change("UPDATE atendimento SET protocolo = '777788889999' WHERE id_atendimento = :id", id=ticket["id_atendimento"])

    assert link in buscar("8888")
    assert link not in buscar(ticket["protocolo"])


def test_a_ticket_thrown_away_is_not_found(
    buscar: Callable[[str], str], ticket: dict[str, Any], change: Callable[..., None]
) -> None:
    change("UPDATE atendimento SET deleted_at = data_cadastro WHERE id_atendimento = :id", id=ticket["id_atendimento"])

    assert f'href="/atendimentos/{ticket["id_atendimento"]}"' not in buscar(ticket["protocolo"])


def test_open_tickets_come_before_closed_ones(
    buscar: Callable[[str], str], ticket: dict[str, Any], change: Callable[..., None]
) -> None:
    change(
        "UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_atendimento <> :id "
        "AND id_cliente_servico IN (SELECT id_cliente_servico FROM cliente_servico WHERE id_cliente = 24001)",
        id=ticket["id_atendimento"],
    )
    tickets = buscar("bianca couto").partition('id="busca-atendimentos"')[2]

    assert tickets.index(f'"/atendimentos/{ticket["id_atendimento"]}"') < tickets.index("Fechado")


def test_an_order_is_found_by_its_number(
    buscar: Callable[[str], str], rows: Callable[..., list[dict[str, Any]]]
) -> None:
    numero = rows("SELECT max(numero) AS n FROM ordem_servico")[0]["n"]
    shown = f"{numero:,}".replace(",", ".")

    assert f"Nº {shown} " in buscar(str(numero))
    assert f"Nº {shown} " in buscar(str(numero)[:-1])


def test_a_call_of_nobody_known_is_found_by_its_number(
    buscar: Callable[[str], str], change: Callable[..., None]
) -> None:
    change(
        "INSERT INTO ligacao (id_ligacao, telefone, candidatos, ligacao_params, status, data_cadastro) "
        "SELECT 1, '03532221987', '[]', '{}', 'cancelada', data_cadastro FROM cliente WHERE id_cliente = 24001"
    )

    for text in ("3222 1987", "(35) 3222-1987", "+55 35 3222-1987", "1987", "22198"):
        assert "(35) 3222-1987" in buscar(text), text


def test_the_commands_are_those_one_may_use(buscar: Callable[[str], str], mesa: Mesa) -> None:
    nothing, only = buscar(""), buscar("> tema")

    assert "Ir para a fila" in nothing
    assert "Tema escuro" in only
    assert "Ir para a fila" not in only
    assert "Clientes</div>" not in buscar("> bianca")
    assert "integrações" not in nothing
    assert "Nenhum comando" in buscar("> xyz")


def test_nothing_found_says_so_and_what_may_have_been_meant(buscar: Callable[[str], str]) -> None:
    assert 'data-sugestao="Bianca"' in buscar("biancca")
    assert "Nada encontrado para “&lt;qzx&gt;”" in buscar("<qzx>")


def test_without_scripts_the_search_is_a_page(mesa: Mesa) -> None:
    page = mesa.get("/buscar?q=bianca").text

    assert "<h1" in page
    assert "Resultados para “bianca”" in page
    assert mesa.anonymous.get("/buscar?q=bianca").status_code == 303
