"""The checklists of a kind of ticket: each new ticket has its own copy, wherever it is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plantao.atendimento.model import tipos
from tests.mesa import Mesa
from tests.support import LIGACAO, NOVO, Api, Change, Rows, abrir, assert_success, listado

STEPS = ["Reiniciou a ONU", "Informou o protocolo"]
PAPERS = ["Conferiu o contrato"]
COPIES = (
    "SELECT l.titulo AS lista, i.titulo, i.concluido FROM atendimento_checklist l "
    "JOIN atendimento_checklist_item i ON i.id_atendimento_checklist = l.id_atendimento_checklist "
    "WHERE l.id_atendimento = :id AND l.id_tipo_atendimento IS NULL "
    "ORDER BY l.id_atendimento_checklist, i.id_atendimento_checklist_item"
)


@pytest.fixture
def copies(change: Change, rows: Rows) -> Callable[[], list[tuple[str, str, bool]]]:
    """Give every kind two templates; what the newest ticket has of them."""
    for tipo in tipos:
        for n, (titulo, passos) in enumerate((("Antes da visita", STEPS), ("Papéis", PAPERS))):
            chave = 10 * tipo.id_tipo_atendimento + n
            change(
                "INSERT INTO atendimento_checklist (id_atendimento_checklist, id_tipo_atendimento, titulo) "
                "VALUES (:chave, :tipo, :titulo)",
                chave=chave,
                tipo=tipo.id_tipo_atendimento,
                titulo=titulo,
            )
            for passo in passos:
                change(
                    "INSERT INTO atendimento_checklist_item (id_atendimento_checklist, titulo, concluido) "
                    "VALUES (:chave, :passo, true)",
                    chave=chave,
                    passo=passo,
                )

    def of_the_newest() -> list[tuple[str, str, bool]]:
        [newest] = rows("SELECT max(id_atendimento) AS id FROM atendimento")
        return [(r["lista"], r["titulo"], bool(r["concluido"])) for r in rows(COPIES, id=newest["id"])]

    return of_the_newest


EXPECTED = [("Antes da visita", step, False) for step in STEPS] + [("Papéis", step, False) for step in PAPERS]


def test_opened_by_the_integration(api: Api, copies: Callable[[], Any]) -> None:
    answer = abrir(api)["atendimento"]

    assert copies() == EXPECTED
    shown = [(lista["titulo"], item["titulo"]) for lista in answer["atendimento_checklist"] for item in lista["itens"]]
    assert shown == [(lista, item) for lista, item, _ in EXPECTED]
    listed = listado(api, answer["id_atendimento"], "checklists")["tipo_atendimento"]["checklists"]
    assert listed == answer["atendimento_checklist"]


def test_what_is_closed_at_once_has_nothing_to_do(api: Api, copies: Callable[[], Any]) -> None:
    abrir(api, id_atendimento_status=24)

    assert copies() == []


def test_opened_by_the_form(mesa: Mesa, rows: Rows, copies: Callable[[], Any]) -> None:
    service = int(NOVO["id_cliente_servico"])
    [owner] = rows("SELECT id_cliente FROM cliente_servico WHERE id_cliente_servico = :id", id=service)
    form = {"chave": "uma", "descricao": "Sem acesso", "nome": "Bianca", "telefone": "(37) 99991-2222"}
    chosen = {"cliente": owner["id_cliente"], "id_cliente_servico": service, "id_tipo_atendimento": 28}

    opened = mesa.post("/atendimentos", form | {name: str(value) for name, value in chosen.items()})

    assert copies() == EXPECTED
    ticket = mesa.get(opened.headers["location"]).text
    assert ">0/3<" in ticket
    assert "Reiniciou a ONU" in ticket


def test_opened_from_a_call(api: Api, mesa: Mesa, rows: Rows, copies: Callable[[], Any]) -> None:
    assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO))
    [call] = rows("SELECT max(id_ligacao) AS id FROM ligacao")
    mesa.json(f"/chamadas/{call['id']}/abrir", {})
    assert copies() == EXPECTED

    mesa.json(f"/chamadas/{call['id']}/informado", {})
    assert [titulo for _, titulo, done in copies() if done] == ["Informou o protocolo"]
