"""Orders opened at the desk: what nobody chose is left to the agenda; a program's are completed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mesa import BIANCA, TECNICO, Mesa
from tests.support import LIGACAO, NOVO, Api, Change, Rows, assert_success

TICKET = "/atendimentos/300"
SUPORTE, INSTALACAO, VIA_API = 15, 1, 7
FORM = {
    "chave": "um-formulario",
    "cliente": "24001",
    "id_cliente_servico": "12345",
    "id_tipo_atendimento": "28",
    "descricao": "Sem conexão",
    "nome": "Bianca",
    "telefone": "37999912222",
    "abrir_os": "1",
    "id_tipo_ordem_servico": str(SUPORTE),
}


@pytest.fixture
def newest(rows: Rows) -> Any:
    """The order that was opened last: its kind, its state, when it begins and ends, its technicians."""

    def read() -> tuple[Any, ...]:
        [order] = rows("SELECT * FROM ordem_servico ORDER BY id_ordem_servico DESC LIMIT 1")
        them = rows(
            "SELECT id_usuario FROM ordem_servico_tecnico WHERE id_ordem_servico = :id", id=order["id_ordem_servico"]
        )
        inicio, termino = order["data_inicio_programado"], order["data_termino_programado"]
        return order["id_tipo_ordem_servico"], order["status"], inicio, termino, [row["id_usuario"] for row in them]

    return read


def offered(html: str) -> int:
    """The kind of order that is chosen already."""
    [select] = re.findall(r'<select[^>]*"id_tipo_ordem_servico"[^>]*>.*?</select>', html, re.DOTALL)
    [chosen] = re.findall(r'value="(\d+)" selected', select)
    return int(chosen)


UNPLANNED: tuple[Any, ...] = (SUPORTE, "aguardando_agendamento", None, None, [])


def test_with_a_new_ticket(mesa: Mesa, newest: Any) -> None:
    assert mesa.post("/atendimentos", FORM).status_code == 303
    assert newest() == UNPLANNED


def test_for_a_ticket_that_is_open(mesa: Mesa, newest: Any) -> None:
    order = {"id_tipo_ordem_servico": str(SUPORTE), "descricao": "Trocar o conector", "ids_tecnicos": ""}
    shown = mesa.at("/fila").post(f"{TICKET}/ordens", order)

    assert shown.status_code == 200
    assert newest() == UNPLANNED
    assert "Aguardando agendamento" in shown.text
    mesa.at("/fila").post(f"{TICKET}/ordens", order | {"ids_tecnicos": str(TECNICO)})
    assert newest() == (*UNPLANNED[:-1], [TECNICO])


def test_from_the_window_of_a_call(mesa: Mesa, api: Api, newest: Any, rows: Rows) -> None:
    assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO))
    [call] = rows("SELECT id_ligacao FROM ligacao WHERE id_usuario = :id", id=BIANCA)
    window = f"/chamadas/{call['id_ligacao']}"
    mesa.json(f"{window}/abrir", {"aba": "a"})
    shown = mesa.json(f"{window}/visita", {"aba": "a", "querida": True})["html"]
    assert offered(shown) == SUPORTE
    mesa.json(f"{window}/fechar", {"aba": "a"})
    assert newest() == UNPLANNED


def test_a_programs_is_completed(api: Api, newest: Any) -> None:
    assert_success(api.post("atendimento", json=NOVO | {"abrir_os": True}))
    tipo, status, inicio, termino, tecnicos = newest()
    assert (tipo, status) == (VIA_API, "aguardando_agendamento")
    assert inicio is not None
    assert termino is not None
    assert tecnicos == [90]


def test_the_usual_kind_is_offered_first(mesa: Mesa, change: Change) -> None:
    pages = f"{TICKET}/dialogos/ordem", "/atendimentos/novo"
    assert [offered(mesa.get(page).text) for page in pages] == [SUPORTE, SUPORTE]

    order = {"descricao": "Instalar", "id_tipo_ordem_servico": str(INSTALACAO)}
    for _ in range(2):
        mesa.at("/fila").post(f"{TICKET}/ordens", order)
    assert [offered(mesa.get(page).text) for page in pages] == [INSTALACAO, INSTALACAO]


def test_the_kind_of_the_api_only_where_there_is_no_other(mesa: Mesa, change: Change, server: Any) -> None:
    for kind, expected in ((SUPORTE, INSTALACAO), (INSTALACAO, VIA_API)):
        change("UPDATE tipo_ordem_servico SET ativo = false WHERE id_tipo_ordem_servico = :id", id=kind)
        server.stop()
        server.start()
        assert offered(mesa.get(f"{TICKET}/dialogos/ordem").text) == expected
