from __future__ import annotations

from typing import Any

import pytest

from tests.support import (
    DEZEMBRO,
    FECHAR,
    RELACOES,
    Api,
    Change,
    Clock,
    abrir,
    assert_error,
    assert_invalid,
    assert_success,
    ids,
    listado,
    published,
)

pytestmark = pytest.mark.operation("GET atendimento/todos")

EVERYTHING = 44
RELATIONS = {"cliente_servico", "usuarios_responsaveis", "atendimento_mensagem"}
PLAIN = set(published("003_get_atendimento_todos.answer")["atendimentos"][0]) - RELATIONS


def todos(api: Api, query: str = "") -> Any:
    body = assert_success(api.get(f"atendimento/todos?{query}"))
    assert body.keys() == {"status", "msg", "paginacao", "atendimentos"}
    assert body["msg"] == "Dados consultados com sucesso"
    return body


def assert_without_relations(body: Any) -> None:
    for item in body["atendimentos"]:
        assert item.keys() == PLAIN
        assert item["status"].keys() == {
            "id_atendimento_status",
            "prefixo",
            "descricao",
            "cor",
            "abrir_ordem_servico",
            "display",
        }
        assert item["tipo_atendimento"] is None or item["tipo_atendimento"].keys() == {
            "id_tipo_atendimento",
            "descricao",
        }


def test_tod_01_published_request(api: Api) -> None:
    body = todos(api, f"pagina=0&itens_por_pagina=1&{DEZEMBRO}")

    assert body["paginacao"] == {
        "primeira_pagina": 0,
        "ultima_pagina": 38,
        "pagina_atual": 0,
        "total_registros": 39,
    }
    assert ids(body["atendimentos"]) == [5448]


def test_tod_02_defaults(api: Api) -> None:
    body = todos(api)

    assert body["paginacao"] == {
        "primeira_pagina": 0,
        "ultima_pagina": 2,
        "pagina_atual": 0,
        "total_registros": EVERYTHING,
    }
    assert len(body["atendimentos"]) == 20


def test_tod_03_last_page(api: Api) -> None:
    body = todos(api, f"{DEZEMBRO}&itens_por_pagina=10&pagina=3")

    assert ids(body["atendimentos"]) == list(range(5418, 5409, -1))
    assert body["paginacao"]["ultima_pagina"] == 3


def test_tod_04_page_behind_the_last(api: Api) -> None:
    body = todos(api, f"{DEZEMBRO}&pagina=4&itens_por_pagina=10")

    assert body["atendimentos"] == []
    assert body["paginacao"]["pagina_atual"] == 4


@pytest.mark.parametrize(
    ("value", "entry"),
    [
        ("501", "O campo itens_por_pagina deve ser no máximo 500."),
        ("0", "O campo itens_por_pagina deve ser no mínimo 1."),
        ("abc", "O campo itens_por_pagina deve ser do tipo integer"),
    ],
)
def test_tod_05_bad_page_size(api: Api, value: str, entry: str) -> None:
    assert_invalid(api.get(f"atendimento/todos?itens_por_pagina={value}"), entry)


def test_tod_06_end_before_start(api: Api) -> None:
    response = api.get("atendimento/todos?data_inicio=2022-12-31&data_fim=2022-12-01")

    assert_invalid(response, "O campo data_fim deve ser uma data maior ou igual a data_inicio.")


def test_tod_07_bad_date(api: Api) -> None:
    response = api.get("atendimento/todos?data_inicio=31/12/2022")

    assert_invalid(response, "O campo data_inicio não é uma data válida.")


def test_tod_08_the_end_day_is_inclusive(api: Api) -> None:
    assert 5448 in ids(todos(api, "data_inicio=2022-12-29&data_fim=2022-12-29")["atendimentos"])


def test_tod_09_empty_parameters(api: Api) -> None:
    assert todos(api, "data_inicio=&data_fim=&relacoes=") == todos(api)


def test_tod_10_by_type(api: Api) -> None:
    body = todos(api, f"{DEZEMBRO}&itens_por_pagina=500&tipo_atendimento=132, 28")

    assert {item["id_tipo_atendimento"] for item in body["atendimentos"]} == {132, 28}
    assert body["paginacao"]["total_registros"] == len(body["atendimentos"]) == 25


@pytest.mark.parametrize(("status", "wanted", "found"), [("22,23", {22, 23}, 39), ("22", {22}, 19)])
def test_tod_11_by_status(api: Api, status: str, wanted: set[int], found: int) -> None:
    body = todos(api, f"{DEZEMBRO}&itens_por_pagina=500&status_atendimento={status}")

    assert {item["id_atendimento_status"] for item in body["atendimentos"]} == wanted
    assert len(body["atendimentos"]) == found


def test_tod_12_without_relations(api: Api) -> None:
    assert_without_relations(todos(api, "itens_por_pagina=500"))


def test_tod_13_all_relations(api: Api) -> None:
    body = todos(api, f"{DEZEMBRO}&itens_por_pagina=500&relacoes={RELACOES}")

    for item in body["atendimentos"]:
        assert item.keys() == PLAIN | RELATIONS
        assert item["tipo_atendimento"]["checklists"] == []
    newest = body["atendimentos"][0]
    assert newest["id_atendimento"] == 5448
    point = newest["cliente_servico"]["endereco_instalacao"]["endereco_numero"]["coordenadas"]
    assert point["coordinates"] == [-45.292858, -20.092926]


def test_tod_14_unknown_relation(api: Api) -> None:
    assert_without_relations(todos(api, "itens_por_pagina=500&relacoes=foo"))


@pytest.mark.parametrize("tipo_data", ["data_fechamento", "data_fechamneto"])
def test_tod_15_by_closing_date(api: Api, clock: Clock, tipo_data: str) -> None:
    clock.set("2020-03-11T09:56:10-03:00")
    assert_success(api.put("atendimento/1114", json=FECHAR))

    body = todos(api, f"tipo_data={tipo_data}&data_inicio=2020-03-11&data_fim=2020-03-11")

    assert ids(body["atendimentos"]) == [1114]


def test_tod_16_walk_all_pages(api: Api) -> None:
    walked: list[int] = []
    for pagina in range(7):
        walked += ids(todos(api, f"itens_por_pagina=7&pagina={pagina}")["atendimentos"])

    assert walked == sorted(set(walked), reverse=True)
    assert len(walked) == EVERYTHING


def test_tod_17_counts_of_orders(api: Api) -> None:
    item = listado(api, abrir(api, abrir_os=True)["atendimento"]["id_atendimento"])

    assert (item["ordem_servico_count"], item["ordem_servico_aberta"], item["ordem_servico_fechada"]) == (1, 1, 0)

    item = listado(api, 110)
    assert (item["ordem_servico_count"], item["ordem_servico_aberta"], item["ordem_servico_fechada"]) == (1, 0, 1)


@pytest.mark.parametrize("status", ["1,2,3", "424242"])
def test_tod_18_unknown_ids_match_nothing(api: Api, status: str) -> None:
    body = todos(api, f"status_atendimento={status}")

    assert body["atendimentos"] == []
    assert body["paginacao"] == {
        "primeira_pagina": 0,
        "ultima_pagina": 0,
        "pagina_atual": 0,
        "total_registros": 0,
    }


def test_one_bound_alone(api: Api) -> None:
    assert ids(todos(api, "data_inicio=2022-12-28")["atendimentos"]) == [5448]
    assert ids(todos(api, "data_fim=2018-11-06")["atendimentos"]) == [285, 110]


@pytest.mark.parametrize(("id_servico", "found"), [("2735", 39), ("2,1", 4), ("17812", 0)])
def test_by_plan(api: Api, id_servico: str, found: int) -> None:
    assert todos(api, f"id_servico={id_servico}")["paginacao"]["total_registros"] == found


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("pagina=x", "O campo pagina deve ser do tipo integer"),
        (
            "tipo_data=data_nascimento",
            "O campo tipo_data ao ser preenchido, deve conter um dos seguintes valores: data_cadastro,data_fechamento",
        ),
        ("data_fim=2022-02-30", "O campo data_fim não é uma data válida."),
    ],
)
def test_bad_parameters(api: Api, query: str, entry: str) -> None:
    assert_invalid(api.get(f"atendimento/todos?{query}"), entry)


def test_a_page_below_zero(api: Api) -> None:
    assert_error(api.get("atendimento/todos?pagina=-1"), "pagina")


def test_a_deleted_ticket_is_not_listed(api: Api, change: Change) -> None:
    change("UPDATE atendimento SET deleted_at = data_cadastro WHERE id_atendimento = 5448")

    body = todos(api, DEZEMBRO)

    assert body["paginacao"]["total_registros"] == 38
    assert 5448 not in ids(body["atendimentos"])


def test_a_service_without_address_or_group(api: Api) -> None:
    servico = listado(api, 300, "cliente_servico")["cliente_servico"]

    assert servico == {
        "id_cliente_servico": 12345,
        "id_cliente": 24001,
        "id_servico": 2,
        "numero_plano": 9,
        "display": "(9) NEXT-NV_1MBPS",
        "endereco_numero_completo": None,
        "endereco_instalacao": None,
        "servico": {
            "id_servico": 2,
            "descricao": "NEXT-NV_1MBPS",
            "id_servico_grupo": None,
            "servico_grupo": None,
        },
        "cliente": {
            "id_cliente": 24001,
            "ativo": True,
            "codigo_cliente": 1204,
            "nome_razaosocial": "BIANCA COUTO",
            "display": "(1204) BIANCA COUTO",
        },
    }
