from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support import (
    BRUTO,
    FECHAR,
    Api,
    Change,
    Happened,
    Response,
    assert_invalid,
    assert_refused,
    assert_success,
    bruto,
    listado,
)

pytestmark = pytest.mark.operation("POST atendimento/adicionar_mensagem/:id_atendimento")

TEXT = "TESTE ADICIONAR API MENSAGEM2"
LONGEST = 65535


def add(api: Api, body: Any, id_atendimento: int | str = 300) -> Response:
    return api.post(f"atendimento/adicionar_mensagem/{id_atendimento}", json=body)


def added(api: Api, mensagem: str, id_atendimento: int = 300) -> Any:
    body = assert_success(add(api, {"mensagem": mensagem}, id_atendimento))
    assert body.keys() == {"status", "msg", "atendimento_mensagem"}
    assert body["msg"] == "Mensagem Adicionada com sucesso"
    return body["atendimento_mensagem"]


def test_msg_01_add(api: Api, happened: Happened) -> None:
    mensagem = added(api, TEXT)

    data_cadastro = mensagem.pop("data_cadastro")
    assert re.fullmatch(r"2026-01-15 09:00:00\.\d{6}", data_cadastro.pop("date"))
    assert data_cadastro == {"timezone_type": 3, "timezone": "America/Sao_Paulo"}
    atendimento = mensagem.pop("atendimento")
    assert atendimento.keys() == set(BRUTO)
    assert atendimento["protocolo"] == "201811161058216"
    assert atendimento["data_cadastro"] == "2018-11-16 10:58:21"
    assert atendimento["data_cadastro_timestamp"] == 1542373101000
    assert atendimento["resultado_diagnostico"] is None
    assert type(mensagem.pop("id_atendimento_mensagem")) is int
    assert mensagem.pop("ip_cadastro")
    assert mensagem == {
        "id_atendimento": 300,
        "id_usuario": 70,
        "mensagem": TEXT,
        "ativo": True,
        "data_cadastro_br": "15/01/2026 09:00",
        "data_cadastro_timestamp": 1768478400000,
    }
    assert happened() == ["atendimento_mensagem.adicionada"]


def test_msg_02_listed_newest_first(api: Api) -> None:
    first, second = added(api, TEXT), added(api, "segunda")

    assert listado(api, 300, "atendimento_mensagem")["atendimento_mensagem"] == [
        {
            "id_atendimento_mensagem": mensagem["id_atendimento_mensagem"],
            "id_atendimento": 300,
            "mensagem": mensagem["mensagem"],
            "data_cadastro_br": "15/01/2026 09:00",
            "data_cadastro_timestamp": 1768478400000,
        }
        for mensagem in (second, first)
    ]
    assert second["id_atendimento_mensagem"] > first["id_atendimento_mensagem"]


@pytest.mark.parametrize("body", [{}, {"mensagem": "   "}, {"mensagem": ""}, {"mensagem": None}])
def test_msg_03_no_message(api: Api, body: Any) -> None:
    assert_invalid(add(api, body), "O campo mensagem é obrigatório.")
    assert listado(api, 300, "atendimento_mensagem")["atendimento_mensagem"] == []


def test_msg_04_unknown_ticket(api: Api) -> None:
    assert_refused(add(api, {"mensagem": TEXT}, 999999), "Atendimento de ID 999999 não encontrado")


def test_msg_05_closed_ticket(api: Api) -> None:
    assert_success(api.put("atendimento/300", json=FECHAR))

    response = add(api, {"mensagem": TEXT})

    assert_refused(response, "Não é possível adicionar mensagem em um atendimento fechado")
    assert listado(api, 300, "atendimento_mensagem")["atendimento_mensagem"] == []


@pytest.mark.parametrize("text", ["linha um\nlinha dois\r\n\n🎮 fim 👨‍👩‍👧", "ação – “aspas” \\ / <b> & 'x'"])
def test_msg_06_emoji_and_line_breaks(api: Api, text: str) -> None:
    assert added(api, text)["mensagem"] == text
    assert listado(api, 300, "atendimento_mensagem")["atendimento_mensagem"][0]["mensagem"] == text


def test_the_longest_message(api: Api) -> None:
    assert added(api, f"  {'é' * LONGEST}  ")["mensagem"] == "é" * LONGEST
    assert_invalid(
        add(api, {"mensagem": "é" * (LONGEST + 1)}),
        "O campo mensagem deve conter no máximo 65535 caracteres.",
    )


def test_id_is_no_number(api: Api) -> None:
    assert_invalid(add(api, {"mensagem": TEXT}, "abc"), "O campo id_atendimento deve ser do tipo integer")


def test_a_message_changes_nothing_of_the_ticket(api: Api) -> None:
    before = bruto(api, 300)

    assert added(api, TEXT)["atendimento"] == before


def test_an_inactive_message_is_not_listed(api: Api, change: Change) -> None:
    id_mensagem = added(api, TEXT)["id_atendimento_mensagem"]
    change(
        "UPDATE atendimento_mensagem SET ativo = :ativo WHERE id_atendimento_mensagem = :id",
        ativo=False,
        id=id_mensagem,
    )

    assert listado(api, 300, "atendimento_mensagem")["atendimento_mensagem"] == []
