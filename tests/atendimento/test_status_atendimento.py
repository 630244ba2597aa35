from __future__ import annotations

from typing import Any

import pytest

from tests.support import DOCUMENTADO, OBSERVADO, Api, abrir, assert_success

pytestmark = pytest.mark.operation("GET configuracao/status_atendimento")


def listed(api: Api) -> Any:
    body = assert_success(api.get("configuracao/status_atendimento"))
    assert body.keys() == {"status", "msg", "status_atendimento"}
    assert body["msg"] == "Status de Atendimento consultados com sucesso!"
    return body["status_atendimento"]


def test_cfg_01_status_atendimento(api: Api) -> None:
    items = listed(api)

    by_id = {item["id_atendimento_status"]: item for item in items}
    assert by_id[22] == {
        "id_atendimento_status": 22,
        "descricao": "Pendente",
        "prefixo": "pendente",
        "abrir_ordem_servico": True,
        "display": "Pendente (Abertura de OS)",
    }
    assert by_id[23]["display"] == "Aguardando Análise"
    assert by_id[24]["prefixo"] == "resolvido"
    assert [item["descricao"] for item in items] == [
        "Aguardando Análise",
        "BASE TÉCNICA",
        "EM ANALISE",
        "EM TRATATIVA",
        "NOVO ATENDIMENTO",
        "PENDENTE TESTE",
        "Pendente",
        "Resolvido",
    ]
    for item in items:
        assert item.keys() == by_id[22].keys()


def test_cfg_03_every_listed_status_opens_a_ticket(api: Api) -> None:
    for item in listed(api):
        atendimento = abrir(api, id_atendimento_status=item["id_atendimento_status"])["atendimento"]
        assert atendimento["status"] == item["descricao"]


def test_cfg_04_both_profiles_say_success(api: Api) -> None:
    assert listed(api.as_client(OBSERVADO)) == listed(api.as_client(DOCUMENTADO))


def test_unknown_parameters_are_ignored(api: Api) -> None:
    assert api.get("configuracao/status_atendimento?pagina=9&ativo=nao").json()["status_atendimento"] == listed(api)
