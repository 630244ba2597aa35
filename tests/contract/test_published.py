"""What the seeds print: every request is accepted, every answer reproduced but for the differences named here."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support import (
    DEZEMBRO,
    DOCUMENTADO,
    NOVO,
    OBSERVADO,
    PUBLISHED,
    RELACOES,
    Api,
    Clock,
    Response,
    abrir,
    arquivos,
    assert_success,
    bruto,
    differences,
    published,
)

REQUESTS = sorted(path.name.removesuffix(".request.json") for path in PUBLISHED.glob("*.request.json"))
SERVICO_DE_BIANCA = {
    "numero_plano": 9,
    "nome": "NEXT-NV_1MBPS",
    "valor": 69.9,
    "status": "Serviço Habilitado",
    "status_prefixo": "servico_habilitado",
}


def operation(name: str) -> str:
    """The line of the README's table that a published request belongs to."""
    request = published(f"{name}.request")
    path = request["path"].partition("?")[0]
    path = re.sub(r"(paginado)/\d+$", r"\1/:quantidade", path)
    return f"{request['method']} {re.sub(r'/[0-9]+$', '/:id_atendimento', path)}"


def send(api: Api, name: str, path: str | None = None) -> Response:
    """Sends a published request, by default to the path it prints."""
    request = published(f"{name}.request")
    sending: Any = {key: request[key] for key in ("json", "content", "headers") if key in request}
    if "files" in request:
        sending["files"] = [(field, (file, b"conteudo", "text/plain")) for field, file in request["files"].items()]
    return api.request(request["method"], path or request["path"], **sending)


@pytest.mark.parametrize("client", [DOCUMENTADO, OBSERVADO])
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.operation(operation(name))) for name in REQUESTS],
)
def test_every_published_request_is_accepted(api: Api, client: int, name: str) -> None:
    path = published(f"{name}.request")["path"]
    if "paginado" not in path:
        path = re.sub(r"/\d+$", "/300", path)  # the tickets named there are not in the sample base

    response = send(api.as_client(client), name, path)

    misspelt = client == DOCUMENTADO and "cliente/atendimento" in path
    assert_success(response, "suscess" if misspelt else "success")


@pytest.mark.operation("PUT atendimento/:id_atendimento")
@pytest.mark.parametrize("answer", ["000_put_atendimento", "003_put_atendimento"])
def test_the_answer_of_an_edit(api: Api, clock: Clock, answer: str) -> None:
    clock.set("2020-03-11T09:56:10-03:00")

    response = send(api, "000_put_atendimento_curl", "atendimento/1114")

    assert differences(response.json(), published(f"{answer}.answer")) == {
        "atendimento.id_usuario_fechamento": 70,  # the API user
        "atendimento.descricao_fechamento": "Atendimento finalizado via API",  # Q8
        "atendimento.id_motivo_fechamento_atendimento": 125,  # Q8
    }


@pytest.mark.operation("PUT atendimento/:id_atendimento")
def test_the_published_closing_parameters(api: Api) -> None:
    atendimento = assert_success(send(api, "003_put_atendimento_fechamento", "atendimento/1114"))["atendimento"]

    assert atendimento["id_motivo_fechamento_atendimento"] == 108
    assert atendimento["descricao_fechamento"] == "Problema de conectividade resolvido via otimização de QoS"
    assert atendimento["status_fechamento"] == "concluido"


@pytest.mark.operation("POST atendimento")
@pytest.mark.parametrize("answer", ["001_post_atendimento", "003_post_atendimento"])
def test_the_answer_of_an_opening(api: Api, clock: Clock, answer: str) -> None:
    clock.set("2018-11-16T10:58:21-02:00")
    printed = published(f"{answer}.answer")

    body = abrir(
        api,
        id_cliente_servico=12345,
        descricao="Estou sem acesso a internet desde segunda-feira.",
        abrir_os=True,
    )

    atendimento = body["atendimento"]
    [order] = atendimento["ordens_servico"]
    assert re.fullmatch(r"20181116105821[0-9]{6}", atendimento["protocolo"])
    assert differences(body, printed) == {
        "msg": printed["msg"].replace("201811161058216", atendimento["protocolo"]),
        "atendimento.id_atendimento": atendimento["id_atendimento"],
        "atendimento.protocolo": atendimento["protocolo"],
        "atendimento.status": "Pendente",  # Q7
        "atendimento.ordens_servico.0.id_ordem_servico": order["id_ordem_servico"],
        "atendimento.ordens_servico.0.numero_ordem_servico": order["numero_ordem_servico"],
        "atendimento.ordens_servico.0.servico.id_cliente_servico": 12345,  # superset
        "atendimento.rascunho": None,  # the keys of 2025
        "atendimento.atendimento_mensagem": [],
        "atendimento.disponibilidade_atendimento": [],
        "atendimento.atendimento_checklist": [],
        "atendimento.servico": {"id_cliente_servico": 12345}
        | SERVICO_DE_BIANCA
        | dict.fromkeys(["id_motivo_cancelamento", "motivo_cancelamento", "motivo_cancelamento_prefixo", "anotacoes"]),
    }
    assert type(order["id_ordem_servico"]) is int
    assert isinstance(order["numero_ordem_servico"], str)


@pytest.mark.operation("GET cliente/atendimento")
@pytest.mark.parametrize(
    ("client", "difference"),
    [(DOCUMENTADO, {}), (OBSERVADO, {"status": "success"})],  # Q4
)
def test_the_answers_of_a_client_s_tickets(api: Api, client: int, difference: dict[str, Any]) -> None:
    path = "cliente/atendimento?busca=codigo_cliente&termo_busca=1204"  # Q5: the printed request names another client

    body = api.as_client(client).get(path).json()

    service_of_285 = {"atendimentos.1.servico": {"id_cliente_servico": "12345"} | SERVICO_DE_BIANCA}  # Q16
    assert differences(body, published("003_get_cliente_atendimento.answer")) == difference | service_of_285
    assert differences(body, published("002_get_cliente_atendimento.answer")) == difference | service_of_285 | {
        "atendimentos.0.servico": body["atendimentos"][0]["servico"],
        "atendimentos.2.servico": body["atendimentos"][2]["servico"],
        "atendimentos.0.ordens_servico.0.servico.id_cliente_servico": "123",
        "atendimentos.2.ordens_servico.0.servico.id_cliente_servico": "12345",
    }


@pytest.mark.operation("GET cliente/atendimento")
def test_the_published_limit_is_honoured(api: Api) -> None:
    path = "cliente/atendimento?busca=codigo_cliente&termo_busca=1204&limit=2"

    assert len(api.get(path).json()["atendimentos"]) == 2  # Q5


@pytest.mark.operation("GET atendimento/todos")
def test_the_answer_of_todos(api: Api, clock: Clock) -> None:
    clock.set("2023-02-10T10:55:11-03:00")  # 61486 minutes after 2022-12-29 18:08:33

    response = api.get(f"atendimento/todos?pagina=0&itens_por_pagina=1&{DEZEMBRO}&relacoes={RELACOES}")

    assert differences(response.json(), published("003_get_atendimento_todos.answer")) == {}


@pytest.mark.operation("POST atendimento/paginado/:quantidade")
def test_the_answer_of_paginado(api: Api, clock: Clock) -> None:
    clock.set("2023-02-10T10:55:11-03:00")
    body = published("003_post_atendimento_paginado.request")["json"]
    dates = {"itens_por_pagina": 1, "data_inicio": "2022-12-01", "data_fim": "2022-12-31", "relacoes": RELACOES}

    response = api.post("atendimento/paginado/50", json=body | dates)

    assert differences(response.json(), published("003_atendimento_paginado.answer")) == {}


@pytest.mark.operation("GET atendimento/paginado/:quantidade")
def test_the_published_page_is_the_second_one(api: Api) -> None:
    body = send(api, "003_get_atendimento_paginado").json()

    assert body["paginacao"]["pagina_atual"] == 1  # Q1
    assert body["paginacao"]["primeira_pagina"] == 0


@pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento")
def test_the_answer_of_an_attachment(api: Api) -> None:
    response = api.post("atendimento/adicionar_anexo/300", files=arquivos("files[0]"))

    assert differences(response.json(), published("003_post_adicionar_anexo.answer")) == {
        "atendimento.id_atendimento": 300,
        "atendimento.protocolo": "201811161058216",
    }


@pytest.mark.operation("POST pbx/ligacao/notificar")
@pytest.mark.parametrize("client", [DOCUMENTADO, OBSERVADO])
def test_the_answer_of_a_call(api: Api, client: int) -> None:
    response = send(api.as_client(client), "004_post_pbx_ligacao_notificar")

    assert differences(response.json(), published("004_post_pbx_ligacao_notificar.answer")) == {}


@pytest.mark.operation("POST pbx/ligacao/cancelar")
@pytest.mark.parametrize("client", [DOCUMENTADO, OBSERVADO])
def test_the_answer_of_a_cancelled_call(api: Api, client: int) -> None:
    response = send(api.as_client(client), "004_post_pbx_ligacao_cancelar")

    assert differences(response.json(), published("004_post_pbx_ligacao_cancelar.answer")) == {}


@pytest.mark.operation("POST atendimento")
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"abrir_os": True},
        {
            "abrir_os": True,
            "parametros": {"parametro1": "Teste"},
            "parametros_ordem_servico": {
                "id_tipo_ordem_servico": "1",
                "status": "pendente",
                "ids_tecnicos": ["1001", "935"],
            },
        },
    ],
    ids=["seed 001", "with abrir_os", "vendor"],
)
def test_requests_that_must_work_verbatim(api: Api, changes: dict[str, Any]) -> None:
    atendimento = abrir(api, **changes)["atendimento"]

    assert len(atendimento["ordens_servico"]) == len(changes.keys() & {"abrir_os"})
    assert bruto(api, atendimento["id_atendimento"])["email_contato"] == NOVO["email"]


@pytest.mark.operation("POST pbx/ligacao/notificar")
@pytest.mark.parametrize(
    "body",
    [
        {"ramal": 111, "telefone": 37999912222},
        {"ramal": 111, "telefone": "37999912222", "ligacao_params": {"origem": "PBX", "atendente": "João"}},
        {"identificador_interno": "agente07", "id_cliente": 11201},
    ],
)
def test_calls_that_must_work_verbatim(api: Api, body: dict[str, Any]) -> None:
    assert_success(api.post("pbx/ligacao/notificar", json=body))
