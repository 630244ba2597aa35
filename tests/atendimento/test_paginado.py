from __future__ import annotations

from typing import Any

import pytest

from tests.support import (
    ABSENT,
    DEZEMBRO,
    DOCUMENTADO,
    OBSERVADO,
    RELACOES,
    Api,
    Sending,
    assert_invalid,
    assert_success,
    differences,
    ids,
    published,
)

GET = pytest.mark.operation("GET atendimento/paginado/:quantidade")
POST = pytest.mark.operation("POST atendimento/paginado/:quantidade")
methods = pytest.mark.parametrize("method", [pytest.param("GET", marks=GET), pytest.param("POST", marks=POST)])
profiles = pytest.mark.parametrize("client", [DOCUMENTADO, OBSERVADO])

PAGINATOR = {
    "current_page",
    "data",
    "first_page_url",
    "from",
    "last_page",
    "last_page_url",
    "next_page_url",
    "path",
    "per_page",
    "prev_page_url",
    "to",
    "total",
}
DATES = {"data_inicio": "2022-12-01", "data_fim": "2022-12-31"}


def documentado(api: Api, method: str, path: str, **sending: Any) -> Any:
    body = assert_success(api.request(method, f"atendimento/paginado/{path}", **sending))
    assert body.keys() == {"status", "msg", "paginacao", "atendimentos"}
    assert body["msg"] == "Dados consultados com sucesso"
    return body


def paginator(api: Api, method: str, path: str, **sending: Any) -> Any:
    body = assert_success(api.request(method, f"atendimento/paginado/{path}", **sending))
    assert body.keys() == {"status", "msg", "atendimentos", "cliente"}
    assert body["msg"] == "Dados consultados com sucesso"
    assert body["cliente"] is None
    assert body["atendimentos"].keys() == PAGINATOR
    return body["atendimentos"]


def items(body: Any) -> Any:
    found = body["atendimentos"]
    return found["data"] if isinstance(found, dict) else found


@POST
def test_pag_01_published_request(api: Api) -> None:
    body = documentado(
        api,
        "POST",
        "50",
        json={"pagina": 0, "itens_por_pagina": 50, "relacoes": "cliente_servico,usuarios_responsaveis"} | DATES,
    )

    assert body["paginacao"] == {
        "primeira_pagina": 0,
        "ultima_pagina": 0,
        "pagina_atual": 0,
        "total_registros": 39,
    }
    assert ids(body["atendimentos"]) == list(range(5448, 5409, -1))


@GET
def test_pag_02_pages_count_from_zero(api: Api) -> None:
    body = documentado(api, "GET", f"10?pagina=1&{DEZEMBRO}")

    assert body["paginacao"]["pagina_atual"] == 1
    assert body["paginacao"]["ultima_pagina"] == 3
    assert ids(body["atendimentos"]) == list(range(5438, 5428, -1))


@POST
def test_pag_03_the_page_size_of_the_body_wins(api: Api) -> None:
    assert len(documentado(api, "POST", "10", json={"itens_por_pagina": 5})["atendimentos"]) == 5


@GET
def test_pag_04_paginator(api: Api) -> None:
    page = paginator(api.as_client(OBSERVADO), "GET", f"10?pagina=1&{DEZEMBRO}")

    assert (page["current_page"], page["per_page"], page["total"], page["last_page"]) == (1, 10, 39, 4)
    assert (page["from"], page["to"]) == (1, 10)
    assert ids(page["data"]) == list(range(5448, 5438, -1))
    assert page["path"].endswith("/api/v1/integracao/atendimento/paginado/10")
    assert page["first_page_url"] == page["path"] + "?page=1"
    assert page["last_page_url"] == page["path"] + "?page=4"
    assert page["next_page_url"] == page["path"] + "?page=2"
    assert page["prev_page_url"] is None
    for item in page["data"]:
        assert item.keys() >= {"anexos_count", "cliente_servico", "usuarios_responsaveis"}


@POST
@profiles
def test_pag_05_page_selects_the_paginator(api: Api, client: int) -> None:
    page = paginator(api.as_client(client), "POST", "2?page=2", json=DATES)

    assert (page["current_page"], page["from"], page["to"], page["last_page"]) == (2, 3, 4, 20)
    assert ids(page["data"]) == [5446, 5445]
    assert page["prev_page_url"] == page["path"] + "?page=1"


@GET
def test_pag_06_page_behind_the_last(api: Api) -> None:
    page = paginator(api.as_client(OBSERVADO), "GET", "10?pagina=99")

    assert (page["data"], page["from"], page["to"], page["current_page"]) == ([], None, None, 99)
    assert page["next_page_url"] is None


@methods
@profiles
@pytest.mark.parametrize(
    ("quantidade", "entry"),
    [
        ("0", "O campo quantidade deve ser no mínimo 1."),
        ("501", "O campo quantidade deve ser no máximo 500."),
        ("abc", "O campo quantidade deve ser do tipo integer"),
    ],
)
def test_pag_07_bad_page_size(api: Api, client: int, method: str, quantidade: str, entry: str) -> None:
    assert_invalid(api.as_client(client).request(method, f"atendimento/paginado/{quantidade}"), entry)


@methods
@profiles
def test_pag_08_end_before_start(api: Api, client: int, method: str) -> None:
    path = "atendimento/paginado/10?data_inicio=2022-12-31&data_fim=2022-12-01"

    assert_invalid(
        api.as_client(client).request(method, path),
        "O campo data_fim deve ser uma data maior ou igual a data_inicio.",
    )


@GET
@profiles
def test_pag_09_drafts_are_listed(api: Api, client: int) -> None:
    path = "atendimento/paginado/10?data_inicio=2019-12-02&data_fim=2019-12-02"

    [item] = items(assert_success(api.as_client(client).get(path)))

    assert item["id_atendimento"] == 1090
    assert item["rascunho"] is True
    assert item["tipo_atendimento"] is None
    assert item["id_tipo_atendimento"] is None
    assert item["tempo_restante"] == "0min"
    assert item["percentual_tempo_restante"] == 0


@methods
def test_relations_only_when_named(api: Api, method: str) -> None:
    printed = set(published("003_atendimento_paginado.answer")["atendimentos"][0])
    relations = {"cliente_servico", "usuarios_responsaveis", "atendimento_mensagem"}

    for relacoes, present in [("", set()), ("usuarios_responsaveis", {"usuarios_responsaveis"}), (RELACOES, relations)]:
        body = documentado(api, method, f"50?{DEZEMBRO}&relacoes={relacoes}")
        for item in body["atendimentos"]:
            assert item.keys() == (printed - relations) | present


@methods
def test_items_of_the_paginator(api: Api, method: str) -> None:
    path = f"50?{DEZEMBRO}&relacoes=cliente_servico,usuarios_responsaveis"
    documented = documentado(api, method, path)["atendimentos"]

    page = paginator(api.as_client(OBSERVADO), method, path)

    for item, same in zip(page["data"], documented, strict=True):
        assert item.pop("anexos_count") == 0
        assert differences(item, same) == {"ordem_servico_fechada": ABSENT, "ordem_servico_aberta": ABSENT}


@methods
@pytest.mark.parametrize("sending", [{"params": DATES}, {"json": DATES}], ids=["query", "body"])
def test_query_and_body_alike(api: Api, method: str, sending: Sending) -> None:
    body = assert_success(api.request(method, "atendimento/paginado/10", **sending))

    assert body["paginacao"]["total_registros"] == 39


@methods
@profiles
def test_a_page_below_one_is_the_first(api: Api, client: int, method: str) -> None:
    assert paginator(api.as_client(client), method, "2?page=0")["current_page"] == 1


@GET
def test_page_wins_over_pagina(api: Api) -> None:
    page = paginator(api.as_client(OBSERVADO), "GET", f"10?page=2&pagina=1&{DEZEMBRO}")

    assert page["current_page"] == 2


@methods
def test_a_page_below_zero_is_one_fault_among_others(api: Api, method: str) -> None:
    query = "pagina=-1&itens_por_pagina=0&data_inicio=x&status_atendimento=y"

    response = api.request(method, f"atendimento/paginado/10?{query}")

    assert_invalid(
        response,
        "O campo pagina deve ser no mínimo 0.",
        "O campo itens_por_pagina deve ser no mínimo 1.",
        "O campo data_inicio não é uma data válida.",
        "O campo status_atendimento deve ser do tipo integer",
    )


@methods
@pytest.mark.parametrize("query", ["page=2&pagina=-1", "page=0&pagina=-1"])
def test_where_page_counts_pagina_does_not(api: Api, method: str, query: str) -> None:
    page = paginator(api, method, f"10?{query}")

    assert page["current_page"] == max(1, int(query[5]))


@GET
def test_pagina_below_one_is_the_first_page_of_the_paginator(api: Api) -> None:
    assert paginator(api.as_client(OBSERVADO), "GET", "10?pagina=-1")["current_page"] == 1


@methods
def test_the_paginator_shows_checklists_only_when_a_relation_is_named(api: Api, method: str) -> None:
    client = api.as_client(OBSERVADO)

    for relacoes, shown in [("", False), ("foo", False), ("cliente_servico", True), ("checklists", True)]:
        page = paginator(client, method, f"10?{DEZEMBRO}&relacoes={relacoes}")
        assert page["data"]
        for item in page["data"]:
            assert item.keys() >= {"cliente_servico", "usuarios_responsaveis"}
            assert ("checklists" in item["tipo_atendimento"]) == shown


@GET
def test_an_empty_paginator_has_one_page(api: Api) -> None:
    page = paginator(api.as_client(OBSERVADO), "GET", "10?data_inicio=1999-01-01&data_fim=1999-01-01")

    assert (page["total"], page["last_page"], page["from"], page["to"]) == (0, 1, None, None)
    assert (page["next_page_url"], page["prev_page_url"]) == (None, None)


@methods
@pytest.mark.parametrize("relacoes", ["cliente_servico,checklists", ["cliente_servico", "checklists"]])
def test_relations_as_text_or_list(api: Api, method: str, relacoes: Any) -> None:
    body = documentado(api, method, "10", json={"relacoes": relacoes} | DATES)

    assert all("cliente_servico" in item for item in body["atendimentos"])
    assert all(item["tipo_atendimento"]["checklists"] == [] for item in body["atendimentos"])


@methods
@profiles
@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("itens_por_pagina=501", "O campo itens_por_pagina deve ser no máximo 500."),
        ("itens_por_pagina=0", "O campo itens_por_pagina deve ser no mínimo 1."),
        ("pagina=x", "O campo pagina deve ser do tipo integer"),
        ("page=x", "O campo page deve ser do tipo integer"),
        ("data_inicio=31/12/2022", "O campo data_inicio não é uma data válida."),
        (
            "tipo_data=x",
            "O campo tipo_data ao ser preenchido, deve conter um dos seguintes valores: data_cadastro,data_fechamento",
        ),
    ],
)
def test_bad_parameters(api: Api, client: int, method: str, query: str, entry: str) -> None:
    assert_invalid(api.as_client(client).request(method, f"atendimento/paginado/10?{query}"), entry)


@POST
def test_the_filters_of_the_published_body(api: Api) -> None:
    found = {"tipo_atendimento": "132,28", "status_atendimento": "22", "id_servico": 2735}

    body = documentado(api, "POST", "50", json=found | DATES)

    assert {(i["id_tipo_atendimento"], i["id_atendimento_status"]) for i in body["atendimentos"]} == {
        (132, 22),
        (28, 22),
    }
