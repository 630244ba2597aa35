"""Faults of lists are named by their positions, all of them; objects are read however PHP writes them."""

from __future__ import annotations

from typing import Any

import pytest

from plantao.kit.params import MUITAS
from tests.support import NOVO, Api, Rows, abrir, assert_invalid, assert_success

ABRIR = pytest.mark.operation("POST atendimento")
ORDEM = "parametros_ordem_servico"
FECHAMENTO = "parametros_fechamento"


def integer(campo: str) -> str:
    return f"O campo {campo} deve ser do tipo integer"


def unknown(campo: str) -> str:
    return f"O valor selecionado para o campo {campo} é inválido."


LISTS: list[tuple[str, Any, list[str]]] = [
    ("id_usuario_responsavel", ["x", "y"], [integer("{}.0"), integer("{}.1")]),
    ("id_usuario_responsavel", ["x", 22, "y"], [integer("{}.0"), integer("{}.2")]),
    ("id_usuario_responsavel", [999, 22, 998], [unknown("{}.0"), unknown("{}.2")]),
    ("id_usuario_responsavel", [999, "x"], [integer("{}.1"), unknown("{}.0")]),
    ("id_usuario_responsavel", ["", "x", 999], [integer("{}.1"), unknown("{}.2")]),
    ("id_usuario_responsavel", [999, 22, 999], [unknown("{}.0")]),
    ("id_usuario_responsavel", {"3": "x", "5": 999}, [integer("{}.3"), unknown("{}.5")]),
    ("id_usuario_responsavel", [[1], {"a": 1}, None, True], [integer(f"{{}}.{n}") for n in range(4)]),
    ("id_usuario_responsavel", "x,y", [integer("{}")]),
    ("id_usuario_responsavel", {"a": 1}, ["O campo {} deve ser uma lista."]),
    ("id_disponibilidade", ["9", "x"], [integer("{}.1"), unknown("{}.0")]),
]


@ABRIR
@pytest.mark.parametrize(("campo", "value", "faults"), LISTS)
def test_each_fault_of_a_list_by_its_position(api: Api, campo: str, value: Any, faults: list[str]) -> None:
    response = api.post("atendimento", json=NOVO | {campo: value})

    assert_invalid(response, *(fault.format(campo) for fault in faults))


@ABRIR
def test_so_it_is_inside_an_object_and_beside_other_faults(api: Api) -> None:
    ordem = {"id_tipo_ordem_servico": "x", "ids_tecnicos": ["x", 999, 5], "id_disponibilidade": [9, "y", 1]}
    changes = {"email": "x", "abrir_os": True, "id_disponibilidade": ["z"], ORDEM: ordem}

    assert_invalid(
        api.post("atendimento", json=NOVO | changes),
        "O campo email deve ser um endereço de e-mail válido.",
        integer("id_disponibilidade.0"),
        integer(f"{ORDEM}.id_tipo_ordem_servico"),
        integer(f"{ORDEM}.ids_tecnicos.0"),
        unknown(f"{ORDEM}.ids_tecnicos.1"),
        integer(f"{ORDEM}.id_disponibilidade.1"),
        unknown(f"{ORDEM}.id_disponibilidade.0"),
    )


@pytest.mark.operation("GET atendimento/todos")
def test_filters_are_lists_too(api: Api) -> None:
    path = "atendimento/todos?status_atendimento[]=x&status_atendimento[]=999&tipo_atendimento[4]=y"

    assert_invalid(api.get(path), integer("tipo_atendimento.4"), integer("status_atendimento.0"))


@ABRIR
def test_so_many_faults_that_nobody_reads_them_are_not_all_named(api: Api) -> None:
    body = api.post("atendimento", json=NOVO | {"id_usuario_responsavel": ["x"] * 100_000}).json()

    assert body["errors"] == [integer(f"id_usuario_responsavel.{n}") for n in range(MUITAS)]


def kind(atendimento: Any) -> str:
    [order] = atendimento["ordens_servico"]
    return str(order["tipo"])


@ABRIR
@pytest.mark.parametrize(
    "fields",
    [
        {f"{ORDEM}[id_tipo_ordem_servico]": "15", f"{ORDEM}[status]": "pendente"},
        {f"{ORDEM}[0][id_tipo_ordem_servico]": "15", f"{ORDEM}[0][status]": "pendente"},
        {f"{ORDEM}[1][id_tipo_ordem_servico]": "15", f"{ORDEM}[1][status]": "pendente"},
        {f"{ORDEM}[][id_tipo_ordem_servico]": "15", f"{ORDEM}[][status]": "pendente"},
        {f"{ORDEM}[7][id_tipo_ordem_servico]": "1", f"{ORDEM}[2][id_tipo_ordem_servico]": "15",
         f"{ORDEM}[2][status]": "pendente"},
    ],
)  # fmt: skip
def test_numbered_brackets_are_an_array_of_objects_from_whatever_number(api: Api, fields: dict[str, str]) -> None:
    atendimento = assert_success(api.post("atendimento", data=NOVO | {"abrir_os": "1"} | fields))["atendimento"]

    assert kind(atendimento) == "SUPORTE"
    assert atendimento["ordens_servico"][0]["status"] == "pendente"


@ABRIR
@pytest.mark.parametrize(
    "value", [{"0": {"id_tipo_ordem_servico": 15}}, {"3": {"id_tipo_ordem_servico": "15"}, "4": []}]
)
def test_so_they_are_in_json(api: Api, value: Any) -> None:
    """PHP writes an array that does not count from 0 as an object."""
    assert kind(abrir(api, abrir_os=True, **{ORDEM: value})["atendimento"]) == "SUPORTE"


@ABRIR
@pytest.mark.parametrize("value", [None, [], {}, [[]], [{}], [{}, []], {"0": []}, {"2": {}}, "", " "])
def test_an_empty_object_in_any_spelling_is_not_sent(api: Api, rows: Rows, value: Any) -> None:
    atendimento = abrir(api, abrir_os=True, **{ORDEM: value, FECHAMENTO: value})["atendimento"]

    assert kind(atendimento) == "ABERTURA VIA API"
    assert atendimento["data_fechamento"] is None


@ABRIR
@pytest.mark.parametrize(
    "value", ["x", 1, True, ["x"], [[1]], [[[]]], [None], [{}, 1], {"1": "x"}, {"0": {}, "1": "x"}]
)
def test_what_is_no_object_is_said_to_be_none(api: Api, value: Any) -> None:
    assert_invalid(
        api.post("atendimento", json=NOVO | {ORDEM: value, FECHAMENTO: value}),
        f"O campo {ORDEM} deve ser um objeto.",
        f"O campo {FECHAMENTO} deve ser um objeto.",
    )


@pytest.mark.operation("PUT atendimento/:id_atendimento")
def test_the_closing_parameters_of_a_form(api: Api) -> None:
    fields = {"fechar_atendimento": "1", f"{FECHAMENTO}[1][descricao_fechamento]": "Resolvido por telefone"}

    atendimento = assert_success(api.put("atendimento/300", data=fields))["atendimento"]

    assert atendimento["descricao_fechamento"] == "Resolvido por telefone"
