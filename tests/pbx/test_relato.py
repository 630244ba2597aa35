"""What is typed in the window of a call: the description of the ticket it opened, a note in one that was there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mesa import Mesa
from tests.pbx.ligacoes import active, call, tidy
from tests.server import Server
from tests.support import Api, Clock, Rows, formatado

ABERTO = 300
"""A ticket of the caller's that was there before."""

Do = Callable[..., dict[str, Any]]
Ring = Callable[..., int]


def description(rows: Rows, id_atendimento: int) -> str:
    [found] = rows("SELECT descricao_abertura AS d FROM atendimento WHERE id_atendimento = :id", id=id_atendimento)
    return str(found["d"])


def notes(rows: Rows, id_atendimento: int = ABERTO) -> list[str]:
    """The internal notes of a ticket that are to be seen."""
    found = rows(
        "SELECT mensagem, interna FROM atendimento_mensagem WHERE id_atendimento = :id AND ativo AND interna "
        "ORDER BY id_atendimento_mensagem",
        id=id_atendimento,
    )
    return [row["mensagem"] for row in found]


def test_a_ticket_the_call_opened_is_described_at_once(mesa: Mesa, ring: Ring, do: Do, rows: Rows) -> None:
    id_ligacao = ring()
    shown = do(id_ligacao, "abrir")
    ticket = call(rows, id_ligacao)["id_atendimento"]
    assert description(rows, ticket) == "(sem relato)"

    for said in ("Luz", "Luz vermelha", " Luz vermelha na ONU "):
        do(id_ligacao, "relato", texto=said)
        assert description(rows, ticket) == said.strip()

    assert "A descrição aparece na linha do tempo." in shown["html"]
    assert notes(rows, ticket) == []
    page = mesa.get(f"/atendimentos/{ticket}").text
    assert "Luz vermelha na ONU" in page
    assert "corrigiu a descrição" not in page
    assert "corrigiu a descrição" not in mesa.get(f"/atendimentos/{ticket}?aba=historico").text


def test_what_is_taken_back_is_not_told(ring: Ring, do: Do, rows: Rows) -> None:
    id_ligacao = ring()
    do(id_ligacao, "abrir")
    do(id_ligacao, "relato", texto="Outro cliente")
    do(id_ligacao, "relato", texto="  ")
    assert description(rows, call(rows, id_ligacao)["id_atendimento"]) == "(sem relato)"


def test_a_ticket_that_was_there_keeps_its_description(
    mesa: Mesa, api: Api, ring: Ring, do: Do, rows: Rows, happened: Callable[[], list[str]]
) -> None:
    before = description(rows, ABERTO)
    [ticket] = rows("SELECT protocolo FROM atendimento WHERE id_atendimento = :id", id=ABERTO)
    id_ligacao = ring()
    shown = do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)

    for said in ("Caiu", "Caiu de novo", "Caiu de novo agora há pouco"):
        do(id_ligacao, "relato", texto=said)

    assert "Aparece na linha do tempo como nota interna." in shown["html"]
    assert description(rows, ABERTO) == before
    assert notes(rows) == ["Caiu de novo agora há pouco"]
    assert happened().count("atendimento_nota.adicionada") == 1
    assert "atendimento.editado" not in happened()
    page = mesa.get(f"/atendimentos/{ABERTO}").text
    assert page.count("Caiu de novo agora há pouco") == 1
    assert "Nota interna" in page
    assert "Caiu de novo" not in str(formatado(api, ticket["protocolo"]))


def test_answering_that_the_open_one_goes_on_describes_nothing_either(ring: Ring, do: Do, rows: Rows) -> None:
    """“Continuar no aberto” is the same as “Usar este”."""
    before = description(rows, ABERTO)
    id_ligacao = ring()
    assert do(id_ligacao, "abrir", id_tipo_atendimento=28)["pergunta"]
    do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)
    do(id_ligacao, "relato", texto="Liga pela terceira vez")
    assert (description(rows, ABERTO), notes(rows)) == (before, ["Liga pela terceira vez"])


def test_what_was_noted_before_the_ticket_was_chosen_goes_with_it(ring: Ring, do: Do, rows: Rows) -> None:
    id_ligacao = ring()
    do(id_ligacao, "relato", texto="Pede retorno à tarde")
    assert notes(rows) == []
    do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)
    assert notes(rows) == ["Pede retorno à tarde"]
    do(id_ligacao, "relato", texto="Pede retorno amanhã")
    assert notes(rows) == ["Pede retorno amanhã"]


def test_a_note_that_is_taken_back_is_gone_and_may_come_again(ring: Ring, do: Do, rows: Rows) -> None:
    id_ligacao = ring()
    do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)
    do(id_ligacao, "relato", texto="")
    do(id_ligacao, "relato", texto="Engano")
    do(id_ligacao, "relato", texto="")
    assert notes(rows) == []
    do(id_ligacao, "relato", texto="Não era engano")
    assert notes(rows) == ["Não era engano"]


def test_each_call_has_a_note_of_its_own(ring: Ring, do: Do, rows: Rows, clock: Clock) -> None:
    for said in ("Primeira", "Segunda"):
        id_ligacao = ring()
        do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)
        do(id_ligacao, "relato", texto=said)
        do(id_ligacao, "fechar")
        clock.advance(seconds=60)
    assert notes(rows) == ["Primeira", "Segunda"]


@pytest.mark.parametrize("ending", ["fechar", "archived", "killed"])
def test_however_the_window_ends_nothing_is_lost_or_doubled(
    mesa: Mesa, server: Server, ring: Ring, do: Do, rows: Rows, clock: Clock, ending: str
) -> None:
    id_ligacao = ring()
    do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)
    do(id_ligacao, "relato", texto="Sem sinal desde cedo")

    if ending == "fechar":
        do(id_ligacao, "fechar")
        do(id_ligacao, "fechar")
    elif ending == "archived":
        clock.advance(seconds=8 * 3600 + 1)
        tidy(server, clock)
    else:
        server.stop()
        server.start()
        assert "Sem sinal desde cedo</textarea>" in active(mesa)[0]["html"]

    assert notes(rows) == ["Sem sinal desde cedo"]
    assert call(rows, id_ligacao)["anotacao"] == "Sem sinal desde cedo"


@pytest.mark.parametrize("opened", [True, False])
def test_a_ticket_that_is_closed_meanwhile_still_takes_what_was_said(
    ring: Ring, do: Do, rows: Rows, change: Callable[..., None], opened: bool
) -> None:
    id_ligacao = ring()
    if opened:
        do(id_ligacao, "abrir", outro=True)
    else:
        do(id_ligacao, "usar-aberto", id_atendimento=ABERTO)
    ticket = call(rows, id_ligacao)["id_atendimento"]
    change("UPDATE atendimento SET data_fechamento = data_cadastro WHERE id_atendimento = :id", id=ticket)

    do(id_ligacao, "relato", texto="Voltou sozinho")

    assert (description(rows, ticket) == "Voltou sozinho") is opened
    assert notes(rows, ticket) == ([] if opened else ["Voltou sozinho"])
