from __future__ import annotations

from typing import Any

import pytest

from tests.support import (
    DE_BIANCA,
    DOCUMENTADO,
    FECHAR,
    OBSERVADO,
    Api,
    Change,
    Response,
    abrir,
    assert_error,
    assert_invalid,
    assert_refused,
    assert_success,
    differences,
    ids,
    published,
)

pytestmark = pytest.mark.operation("GET cliente/atendimento")
profiles = pytest.mark.parametrize(("client", "word"), [(DOCUMENTADO, "suscess"), (OBSERVADO, "success")])

BUSCA = "cliente/atendimento?busca="
TOO_MANY = "O limite máximo de resultados é de 50 itens"
FECHAMENTO = published("003_put_atendimento_original.request")["json"]


def tickets(api: Api, path: str) -> Any:
    body = assert_success(api.get(path), "suscess")
    assert body.keys() == {"status", "msg", "atendimentos"}
    assert body["msg"] == "Dados consultados com sucesso"
    return body["atendimentos"]


def found(api: Api, query: str = "") -> list[int]:
    """The ids of Bianca's tickets under some more parameters."""
    return ids(tickets(api, f"{DE_BIANCA}&{query}"))


def close_300(api: Api) -> None:
    assert_success(api.put("atendimento/300", json=FECHAMENTO))


def answer(response: Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def test_cli_01_published_answer(api: Api) -> None:
    body = answer(api.get(DE_BIANCA))

    assert body["status"] == "suscess"
    assert body["msg"] == "Dados consultados com sucesso"
    assert ids(body["atendimentos"]) == [110, 285, 300]
    assert differences(body, published("003_get_cliente_atendimento.answer")) == {
        "atendimentos.1.servico": {
            "id_cliente_servico": "12345",
            "numero_plano": 9,
            "nome": "NEXT-NV_1MBPS",
            "valor": 69.9,
            "status": "Serviço Habilitado",
            "status_prefixo": "servico_habilitado",
        },
    }


def test_cli_02_the_word_of_observado(api: Api) -> None:
    observed = answer(api.as_client(OBSERVADO).get(DE_BIANCA))

    assert observed == answer(api.get(DE_BIANCA)) | {"status": "success"}


def test_cli_03_limit(api: Api) -> None:
    assert found(api, "limit=2") == [110, 285]


def test_cli_04_descending(api: Api) -> None:
    assert found(api, "order_type=desc") == [300, 285, 110]


@pytest.mark.parametrize("term", ["862.149.410-81", "86214941081", "862 149 410/81"])
def test_cli_05_by_document(api: Api, term: str) -> None:
    assert tickets(api, f"{BUSCA}cpf_cnpj&termo_busca={term}") == tickets(api, DE_BIANCA)


def test_cli_06_by_service(api: Api) -> None:
    [item] = tickets(api, f"{BUSCA}id_cliente_servico&termo_busca=123")

    assert item["id_atendimento"] == 110
    assert item["servico"]["id_cliente_servico"] == "123"
    assert [order["servico"]["id_cliente_servico"] for order in item["ordens_servico"]] == ["123"]


def test_cli_07_by_protocol(api: Api) -> None:
    assert ids(tickets(api, f"{BUSCA}protocolo&termo_busca=201811061724214")) == [285]


def test_cli_08_only_open_tickets(api: Api) -> None:
    close_300(api)

    assert found(api) == [110, 285]


def test_cli_09_closed_tickets_too(api: Api) -> None:
    close_300(api)

    items = tickets(api, f"{DE_BIANCA}&apenas_pendente=nao")

    assert ids(items) == [110, 285, 300]
    assert items[2]["data_fechamento"] == "15/01/2026"
    assert items[2]["motivo_fechamento"] == "Resolvido Nível 01"
    assert items[2]["usuario_fechamento"] == "IP Telecom"


@pytest.mark.parametrize(("order_type", "order"), [("desc", [300, 285, 110]), ("asc", [300, 110, 285])])
def test_cli_10_by_closing_date_open_ones_last(api: Api, order_type: str, order: list[int]) -> None:
    close_300(api)

    assert found(api, f"apenas_pendente=nao&order_by=data_fechamento&order_type={order_type}") == order


def test_cli_11_by_date(api: Api) -> None:
    assert found(api, "data_inicio=2018-11-01&data_fim=2018-11-30") == [285, 300]


def test_cli_12_relations(api: Api) -> None:
    relations = {"atendimento_mensagem", "atendimento_checklist"}

    for item in tickets(api, f"{DE_BIANCA}&relacoes=atendimento_mensagem,checklists"):
        assert [item[key] for key in sorted(relations)] == [[], []]
    for item in tickets(api, DE_BIANCA):
        assert not item.keys() & relations


@profiles
def test_cli_13_no_busca(api: Api, client: int, word: str) -> None:
    assert_refused(api.as_client(client).get("cliente/atendimento"), "Favor preencher o atributo (busca)")


def test_cli_14_unknown_busca(api: Api) -> None:
    assert_refused(
        api.get(f"{BUSCA}mac&termo_busca=x"),
        "O tipo de busca (mac) não é válido | Valores aceitos para esse campo: "
        "codigo_cliente,cpf_cnpj,id_cliente_servico,protocolo",
    )


@pytest.mark.parametrize("term", ["", "&termo_busca=", "&termo_busca=%20"])
def test_cli_15_no_term(api: Api, term: str) -> None:
    assert_refused(api.get(f"{BUSCA}codigo_cliente{term}"), "Favor preencher o atributo (termo_busca)")


def test_cli_16_bad_limit(api: Api) -> None:
    assert_refused(api.get(f"{DE_BIANCA}&limit=51"), TOO_MANY)
    assert_invalid(api.get(f"{DE_BIANCA}&limit=0"), "O campo limit deve ser no mínimo 1.")
    assert_invalid(api.get(f"{DE_BIANCA}&limit=x"), "O campo limit deve ser do tipo integer")


@profiles
@pytest.mark.parametrize("busca", ["codigo_cliente", "id_cliente_servico", "cpf_cnpj", "protocolo"])
def test_cli_17_nothing_found(api: Api, client: int, word: str, busca: str) -> None:
    body = assert_success(api.as_client(client).get(f"{BUSCA}{busca}&termo_busca=999999"), word)

    assert body["atendimentos"] == []


def test_cli_18_a_protocol_of_another_system(api: Api) -> None:
    assert tickets(api, f"{BUSCA}protocolo&termo_busca=ATD000045&relacoes=atendimento_mensagem") == []


def test_cli_19_unknown_parameters(api: Api) -> None:
    assert tickets(api, f"{DE_BIANCA}&page=3&tipo_atendimento=101&id_cliente=5") == tickets(api, DE_BIANCA)


def test_cli_20_twenty_without_limit(api: Api) -> None:
    for _ in range(18):
        abrir(api, id_cliente_servico=12345)

    assert len(found(api)) == 20
    assert len(found(api, "limit=50")) == 21


def test_cli_21_open_with_a_finished_order(api: Api) -> None:
    item = tickets(api, DE_BIANCA)[0]

    assert item["id_atendimento"] == 110
    [order] = item["ordens_servico"]
    assert order["status"] == "finalizado"
    assert order["data_inicio_executado"] == "19/06/2018 14:02:00"
    assert order["data_cadastro"] == "19/06/2018 15:05:25"


def test_cli_22_bad_flag(api: Api) -> None:
    assert_error(api.get(f"{DE_BIANCA}&apenas_pendente=talvez"), "apenas_pendente")


def test_cli_23_the_limit_is_answered_alone(api: Api) -> None:
    assert_refused(api.get(f"{DE_BIANCA}&limit=51&apenas_pendente=talvez"), TOO_MANY)


def test_cli_24_drafts_are_not_returned(api: Api) -> None:
    assert tickets(api, f"{BUSCA}protocolo&termo_busca=20191202101500123456") == []
    assert tickets(api, f"{BUSCA}id_cliente_servico&termo_busca=1234&apenas_pendente=nao") == []


def test_a_protocol_does_not_show_a_closed_ticket_unasked(api: Api) -> None:
    close_300(api)

    path = f"{BUSCA}protocolo&termo_busca=201811161058216"
    assert tickets(api, path) == []
    assert ids(tickets(api, f"{path}&apenas_pendente=nao")) == [300]


@pytest.mark.parametrize(
    ("busca", "term"),
    [("codigo_cliente", "abc"), ("id_cliente_servico", "12x"), ("codigo_cliente", "9" * 30), ("cpf_cnpj", "./-")],
)
def test_terms_that_name_nothing(api: Api, busca: str, term: str) -> None:
    assert tickets(api, f"{BUSCA}{busca}&termo_busca={term}") == []


def test_by_closing_date(api: Api) -> None:
    close_300(api)

    dates = "tipo_data=data_fechamento&data_inicio=2026-01-15&data_fim=2026-01-15"
    assert found(api, f"{dates}&apenas_pendente=nao") == [300]


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        (
            "order_by=protocolo",
            "O campo order_by ao ser preenchido, deve conter um dos seguintes valores: data_cadastro,data_fechamento",
        ),
        ("order_type=x", "O campo order_type ao ser preenchido, deve conter um dos seguintes valores: asc,desc"),
        (
            "tipo_data=x",
            "O campo tipo_data ao ser preenchido, deve conter um dos seguintes valores: data_cadastro,data_fechamento",
        ),
        ("data_inicio=x", "O campo data_inicio não é uma data válida."),
        (
            "data_inicio=2018-12-01&data_fim=2018-11-30",
            "O campo data_fim deve ser uma data maior ou igual a data_inicio.",
        ),
    ],
)
def test_bad_parameters(api: Api, query: str, entry: str) -> None:
    assert_invalid(api.get(f"{DE_BIANCA}&{query}"), entry)


def test_relations_show_messages(api: Api) -> None:
    assert_success(api.post("atendimento/adicionar_mensagem/300", json={"mensagem": "um"}))
    assert_success(api.post("atendimento/adicionar_mensagem/300", json={"mensagem": "dois"}))

    items = tickets(api, f"{DE_BIANCA}&relacoes=atendimento_mensagem,ordem_servico_mensagem,foo")

    assert [message["mensagem"] for message in items[2]["atendimento_mensagem"]] == ["dois", "um"]
    assert items[2]["atendimento_mensagem"][0].keys() == {
        "id_atendimento_mensagem",
        "id_atendimento",
        "mensagem",
        "data_cadastro_br",
        "data_cadastro_timestamp",
    }
    assert [order["ordem_servico_mensagem"] for item in items for order in item["ordens_servico"]] == [[], []]
    assert not any("atendimento_checklist" in item for item in items)


def test_a_deleted_ticket_is_not_returned(api: Api, change: Change) -> None:
    change("UPDATE atendimento SET deleted_at = data_cadastro WHERE id_atendimento = 285")

    assert found(api, "apenas_pendente=nao") == [110, 300]


def test_only_the_client_s_tickets(api: Api) -> None:
    assert_success(api.put("atendimento/1114", json=FECHAR))

    items = tickets(api, f"{BUSCA}codigo_cliente&termo_busca=421&apenas_pendente=nao")

    assert [(item["id_atendimento"], item["ordens_servico"]) for item in items] == [(1114, [])]
