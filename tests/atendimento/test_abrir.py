from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support import (
    CONFLICT,
    FECHAR,
    MALFORMED,
    NOVO,
    Api,
    Happened,
    Rows,
    abrir,
    as_json,
    assert_error,
    assert_invalid,
    assert_refused,
    assert_success,
    bruto,
    ids,
    listado,
    published,
    total,
)

pytestmark = pytest.mark.operation("POST atendimento")

PROTOCOLO = re.compile(r"20260115090000\d{6}", re.ASCII)
SUFIXO = " | ATENDIMENTO ABERTO VIA API"
OS = {"abrir_os": True}
JOAO: dict[str, Any] = {"id_cliente_servico": 1234, "nome": "João Silva", "telefone": "11987654321"}
FALTAM = [
    "O campo id_cliente_servico é obrigatório.",
    "O campo descricao é obrigatório.",
    "O campo nome é obrigatório.",
    "O campo telefone é obrigatório.",
]
FORMATADO = (
    "id_atendimento rascunho protocolo descricao_abertura descricao_fechamento tipo_atendimento usuario_abertura "
    "usuario_responsavel usuario_fechamento data_cadastro data_fechamento setor_responsavel status_fechamento "
    "motivo_fechamento status atendimento_mensagem disponibilidade_atendimento cliente servico ordens_servico "
    "atendimento_checklist"
).split()
ORDEM_FORMATADA = (
    "id_ordem_servico numero_ordem_servico data_cadastro tipo data_inicio_programado data_termino_programado "
    "data_inicio_executado data_termino_executado descricao_abertura descricao_servico descricao_fechamento "
    "usuario_abertura usuario_fechamento status status_fechamento cliente servico"
).split()


def opened(protocolo: str) -> str:
    return f"Atendimento aberto com sucesso. Anote o protocolo: {protocolo}."


def orders(rows: Rows) -> int:
    return len(rows("SELECT id_ordem_servico FROM ordem_servico"))


def technicians(rows: Rows, order: dict[str, Any]) -> set[int]:
    found = rows(
        "SELECT id_usuario FROM ordem_servico_tecnico WHERE id_ordem_servico = :id",
        id=order["id_ordem_servico"],
    )
    return {row["id_usuario"] for row in found}


def periods(rows: Rows, order: dict[str, Any]) -> set[int]:
    found = rows(
        "SELECT id_periodo_dia FROM ordem_servico_disponibilidade WHERE id_ordem_servico = :id",
        id=order["id_ordem_servico"],
    )
    return {row["id_periodo_dia"] for row in found}


def stored(rows: Rows, id_atendimento: int) -> Any:
    [row] = rows("SELECT parametros FROM atendimento WHERE id_atendimento = :id", id=id_atendimento)
    return as_json(row["parametros"])


def test_new_01_minimal(api: Api, happened: Happened) -> None:
    body = abrir(api)

    atendimento = body["atendimento"]
    assert PROTOCOLO.fullmatch(atendimento["protocolo"])
    assert body["msg"] == opened(atendimento["protocolo"])
    assert list(atendimento) == FORMATADO
    assert type(atendimento.pop("id_atendimento")) is int
    assert atendimento == {
        "rascunho": None,
        "protocolo": atendimento["protocolo"],
        "descricao_abertura": "Abertura de atendimento de teste" + SUFIXO,
        "descricao_fechamento": None,
        "tipo_atendimento": "SAC",
        "usuario_abertura": "IP Telecom",
        "usuario_responsavel": "IP Telecom",
        "usuario_fechamento": None,
        "data_cadastro": "15/01/2026",
        "data_fechamento": None,
        "setor_responsavel": None,
        "status_fechamento": None,
        "motivo_fechamento": None,
        "status": "Aguardando Análise",
        "atendimento_mensagem": [],
        "disponibilidade_atendimento": [],
        "cliente": {"codigo_cliente": 421, "nome_razaosocial": "CLIENTE EXEMPLO", "cpf_cnpj": "00000000191"},
        "servico": {
            "id_cliente_servico": 11000,
            "numero_plano": 0,
            "nome": "200GB-VARIAVEL",
            "valor": 165,
            "status": "Suspenso Parcialmente",
            "status_prefixo": "suspenso_parcialmente",
            "id_motivo_cancelamento": None,
            "motivo_cancelamento": None,
            "motivo_cancelamento_prefixo": None,
            "anotacoes": None,
        },
        "ordens_servico": [],
        "atendimento_checklist": [],
    }
    assert happened() == ["atendimento.aberto"]


def test_new_02_with_order(api: Api, rows: Rows, happened: Happened) -> None:
    body = abrir(api, **OS)

    atendimento = body["atendimento"]
    assert body["msg"] == opened(atendimento["protocolo"]) + (
        " Foi aberto também uma ordem de serviço e encaminhada ao sertor responsável"
    )
    assert atendimento["status"] == "Pendente"
    [order] = atendimento["ordens_servico"]
    assert list(order) == ORDEM_FORMATADA
    assert re.fullmatch(r"[1-9][0-9]*", order["numero_ordem_servico"])
    assert order | {"id_ordem_servico": 0, "numero_ordem_servico": ""} == {
        "id_ordem_servico": 0,
        "numero_ordem_servico": "",
        "data_cadastro": "15/01/2026 09:00:00",
        "tipo": "ABERTURA VIA API",
        "data_inicio_programado": "15/01/2026 10:00:00",
        "data_termino_programado": "15/01/2026 11:00:00",
        "data_inicio_executado": None,
        "data_termino_executado": None,
        "descricao_abertura": atendimento["descricao_abertura"],
        "descricao_servico": atendimento["descricao_abertura"],
        "descricao_fechamento": None,
        "usuario_abertura": "IP Telecom",
        "usuario_fechamento": None,
        "status": "aguardando_agendamento",
        "status_fechamento": None,
        "cliente": atendimento["cliente"],
        "servico": {
            "id_cliente_servico": 11000,
            "numero_plano": 0,
            "nome": "200GB-VARIAVEL",
            "valor": 165,
            "status": "Suspenso Parcialmente",
            "status_prefixo": "suspenso_parcialmente",
        },
    }
    assert type(order["servico"]["id_cliente_servico"]) is int
    [technician] = technicians(rows, order)
    assert rows("SELECT name FROM usuario WHERE id = :id", id=technician) == [{"name": "SAC (Atendimento)"}]
    assert happened() == ["ordem_servico.aberta", "atendimento.aberto"]


def test_new_03_order_parameters_as_array(api: Api, rows: Rows) -> None:
    request = published("003_post_atendimento_com_os.request")

    atendimento = assert_success(api.post(request["path"], json=request["json"]))["atendimento"]

    [order] = atendimento["ordens_servico"]
    assert (order["tipo"], order["status"]) == ("SUPORTE", "aguardando_agendamento")
    assert technicians(rows, order) == {5, 10}
    assert atendimento["disponibilidade_atendimento"] == [
        {"id_periodo_dia": 1, "descricao": "Manhã", "hora_inicio": "08:00:00", "hora_fim": "12:00:00"},
        {"id_periodo_dia": 2, "descricao": "Tarde", "hora_inicio": "12:00:00", "hora_fim": "18:00:00"},
    ]
    assert periods(rows, order) == {1, 2}


def test_new_04_order_parameters_as_object(api: Api, rows: Rows) -> None:
    parametros = {"id_tipo_ordem_servico": "1", "status": "pendente", "ids_tecnicos": ["1001", "935"]}

    [order] = abrir(api, **OS, parametros_ordem_servico=parametros)["atendimento"]["ordens_servico"]

    assert (order["tipo"], order["status"]) == ("INSTALAÇÃO", "pendente")
    assert technicians(rows, order) == {1001, 935}


def test_new_05_dynamic_parameters_as_array(api: Api, rows: Rows) -> None:
    parametros = [{"jogo_afetado": "Valorant", "origem_bot": "telegram"}]
    changes = JOAO | {"descricao": "Cliente reportando problema", "email": "joao.silva@email.com"}

    atendimento = abrir(api, **changes, id_tipo_atendimento=132, parametros=parametros)["atendimento"]

    assert atendimento["tipo_atendimento"] == "FINANCEIRO"
    assert stored(rows, atendimento["id_atendimento"]) == parametros


def test_new_06_empty_lists(api: Api) -> None:
    body = abrir(api, parametros=[], parametros_ordem_servico=[], parametros_fechamento=[])

    assert body["atendimento"]["data_fechamento"] is None
    assert body["atendimento"]["status"] == "Aguardando Análise"


def test_new_07_explicit_status_wins(api: Api) -> None:
    atendimento = abrir(api, **OS, id_atendimento_status=65)["atendimento"]

    assert atendimento["status"] == "NOVO ATENDIMENTO"
    assert len(atendimento["ordens_servico"]) == 1


def test_new_08_several_responsible(api: Api) -> None:
    atendimento = abrir(api, id_usuario_responsavel="22,56")["atendimento"]

    assert atendimento["usuario_responsavel"] == "Atendente 22, Bianca Couto"
    id_atendimento = atendimento["id_atendimento"]
    item = listado(api, id_atendimento, "usuarios_responsaveis")
    assert item["id_usuario_responsavel"] == 22
    assert item["usuarios_responsaveis"] == [
        {
            "id": id_usuario,
            "name": name,
            "id_imagem_upload": None,
            "pivot": {"id_atendimento": id_atendimento, "id_usuario": id_usuario},
            "imagem": None,
        }
        for id_usuario, name in [(22, "Atendente 22"), (56, "Bianca Couto")]
    ]


def test_new_09_null_responsible(api: Api) -> None:
    atendimento = abrir(api, id_usuario_responsavel=None, id_origem_contato=2)["atendimento"]

    assert atendimento["usuario_responsavel"] == "IP Telecom"
    assert bruto(api, atendimento["id_atendimento"])["id_origem_contato"] == 2


def test_new_10_telephone_as_number(api: Api) -> None:
    id_atendimento = abrir(api, telefone=37999112233)["atendimento"]["id_atendimento"]

    assert bruto(api, id_atendimento)["telefone_contato"] == "37999112233"


@pytest.mark.parametrize(
    ("telefone", "kept"),
    [
        ("(37) 99911-2233", "37999112233"),
        ("+55 37 99911-2233", "37999112233"),
        ("553734151100", "3734151100"),
        ("5534151100", "5534151100"),
    ],
)
def test_new_11_telephone_is_kept_as_digits(api: Api, telefone: str, kept: str) -> None:
    id_atendimento = abrir(api, telefone=telefone)["atendimento"]["id_atendimento"]

    assert bruto(api, id_atendimento)["telefone_contato"] == kept


@pytest.mark.parametrize("telefone", ["abc", "999112233", "379991122334", "12345678901234"])
def test_new_12_bad_telephone(api: Api, telefone: str) -> None:
    response = api.post("atendimento", json=NOVO | {"telefone": telefone})

    assert_invalid(response, "O campo telefone não possui um valor válido.")


def test_new_13_bad_email(api: Api) -> None:
    response = api.post("atendimento", json=NOVO | {"email": "nao-e-email"})

    assert_invalid(response, "O campo email deve ser um endereço de e-mail válido.")


def test_new_14_required(api: Api) -> None:
    before = total(api)

    assert_invalid(api.post("atendimento", json={}), *FALTAM)
    assert total(api) == before


def test_new_15_not_an_integer(api: Api) -> None:
    response = api.post("atendimento", json=NOVO | {"id_cliente_servico": "abc"})

    assert_invalid(response, "O campo id_cliente_servico deve ser do tipo integer")


def test_new_16_unknown_service(api: Api) -> None:
    before = total(api)

    response = api.post("atendimento", json=NOVO | {"id_cliente_servico": 999999})

    assert_invalid(response, "O valor selecionado para o campo id_cliente_servico é inválido.")
    assert total(api) == before


@pytest.mark.parametrize("field", ["id_tipo_atendimento", "id_atendimento_status", "id_origem_contato"])
def test_new_17_unknown_reference(api: Api, field: str) -> None:
    response = api.post("atendimento", json=NOVO | {field: 999999})

    assert_invalid(response, f"O valor selecionado para o campo {field} é inválido.")


def test_new_18_bad_boolean(api: Api) -> None:
    response = api.post("atendimento", json=NOVO | {"abrir_os": "talvez"})

    assert_invalid(response, "O campo abrir_os deve ser verdadeiro ou falso.")


def test_new_19_bad_order_status(api: Api, rows: Rows) -> None:
    tickets, visits = total(api), orders(rows)

    response = api.post("atendimento", json=NOVO | OS | {"parametros_ordem_servico": {"status": "finalizado"}})

    assert_invalid(
        response,
        "O campo parametros_ordem_servico.status ao ser preenchido, deve conter um dos seguintes valores: "
        "aguardando_agendamento,pendente",
    )
    assert (total(api), orders(rows)) == (tickets, visits)


def test_new_20_unknown_period(api: Api) -> None:
    assert_error(api.post("atendimento", json=NOVO | {"id_disponibilidade": "1,9"}), "id_disponibilidade")


def test_new_21_cancelled_service(api: Api) -> None:
    atendimento = abrir(api, id_cliente_servico=123)["atendimento"]

    assert atendimento["servico"]["status_prefixo"] == "cancelado"


def test_new_22_everything_in_the_query_string(api: Api) -> None:
    body = assert_success(api.post("atendimento", params=NOVO))

    assert body["atendimento"]["descricao_abertura"] == "Abertura de atendimento de teste" + SUFIXO


def test_new_23_a_repeated_request_is_another_ticket(api: Api) -> None:
    one, other = abrir(api)["atendimento"], abrir(api)["atendimento"]

    assert one["id_atendimento"] != other["id_atendimento"]
    assert one["protocolo"] != other["protocolo"]


@pytest.mark.parametrize("label", ["application/json", "application/x-www-form-urlencoded"])
def test_new_24_broken_json(api: Api, label: str) -> None:
    response = api.post("atendimento", content='{"id_cliente_servico": ', headers={"Content-Type": label})

    assert_refused(response, MALFORMED, http=400)


def test_new_25_open_and_close(api: Api, rows: Rows) -> None:
    visits = orders(rows)

    body = abrir(
        api,
        **OS,
        id_atendimento_status="24",
        parametros_ordem_servico={
            "id_tipo_ordem_servico": "1",
            "status": "pendente",
            "ids_tecnicos": ["1001", "935"],
            "id_disponibilidade": ["0", "1"],
        },
        parametros_fechamento={
            "id_motivo_fechamento_atendimento": 108,
            "descricao_fechamento": "Atendimento finalizado pela API",
        },
    )

    atendimento = body["atendimento"]
    assert body["msg"] == opened(atendimento["protocolo"])
    assert atendimento["status"] == "Resolvido"
    assert atendimento["data_fechamento"] == "15/01/2026"
    assert atendimento["usuario_fechamento"] == "IP Telecom"
    assert atendimento["status_fechamento"] == "concluido"
    assert atendimento["motivo_fechamento"] == "Resolvido Nível 01"
    assert atendimento["descricao_fechamento"] == "Atendimento finalizado pela API"
    assert atendimento["ordens_servico"] == []
    assert orders(rows) == visits


def test_new_26_open_and_close_with_defaults(api: Api) -> None:
    atendimento = abrir(api, id_atendimento_status=24)["atendimento"]

    assert atendimento["motivo_fechamento"] == "Fechado Automático Atendimento"
    assert atendimento["descricao_fechamento"] == "Atendimento finalizado via API"
    assert atendimento["status_fechamento"] == "concluido"


def test_new_27_closing_parameters_alone_close(api: Api) -> None:
    fechamento = [{"id_motivo_fechamento_atendimento": 108, "descricao_fechamento": "Resolvido no primeiro contato"}]

    body = abrir(api, parametros_fechamento=fechamento)

    atendimento = body["atendimento"]
    assert body["msg"] == opened(atendimento["protocolo"])
    assert atendimento["status"] == "Resolvido"
    assert atendimento["data_fechamento"] == "15/01/2026"
    assert atendimento["usuario_fechamento"] == "IP Telecom"
    assert atendimento["status_fechamento"] == "concluido"
    assert atendimento["motivo_fechamento"] == "Resolvido Nível 01"
    assert atendimento["descricao_fechamento"] == "Resolvido no primeiro contato"

    still_open = abrir(api, parametros_fechamento=fechamento, id_atendimento_status=23)["atendimento"]
    assert still_open["data_fechamento"] is None
    assert still_open["descricao_fechamento"] is None


@pytest.mark.parametrize("body", ["[]", "null"])
def test_new_28_empty_bodies(api: Api, body: str) -> None:
    assert_invalid(api.post("atendimento", content=body), *FALTAM)


@pytest.mark.parametrize("body", ["[1]", "42", '"x"'])
def test_new_28_bodies_that_are_no_bag(api: Api, body: str) -> None:
    assert_refused(api.post("atendimento", content=body), MALFORMED, http=400)


def test_new_29_idempotency_key(api: Api) -> None:
    before, key = total(api), {"Idempotency-Key": "k1"}

    first = api.post("atendimento", json=NOVO, headers=key)
    second = api.post("atendimento", json=NOVO, headers=key)
    assert_success(first)
    assert second.content == first.content
    assert total(api) == before + 1

    third = api.post("atendimento", json=NOVO | {"descricao": "outra"}, headers=key)
    assert_refused(third, CONFLICT)
    assert total(api) == before + 1


def test_new_30_texts_sent_as_number_and_boolean(api: Api) -> None:
    atendimento = abrir(api, descricao=12345, nome=True)["atendimento"]

    assert atendimento["descricao_abertura"] == "12345 | ATENDIMENTO ABERTO VIA API"
    assert bruto(api, atendimento["id_atendimento"])["nome_contato"] == "true"


def test_new_31_a_list_is_no_text(api: Api) -> None:
    response = api.post("atendimento", json=NOVO | {"descricao": ["a"]})

    assert_invalid(response, "O campo descricao deve ser um texto.")


def test_new_32_a_text_is_no_object(api: Api) -> None:
    response = api.post("atendimento", json=NOVO | {"parametros": "texto"})

    assert_invalid(response, "O campo parametros deve ser um objeto.")


def test_new_33_an_empty_list_of_ids_is_not_sent(api: Api) -> None:
    assert abrir(api, id_usuario_responsavel=[])["atendimento"]["usuario_responsavel"] == "IP Telecom"


def test_raw_record_of_a_new_ticket(api: Api) -> None:
    atendimento = abrir(api)["atendimento"]

    record = bruto(api, atendimento["id_atendimento"])
    assert record["id_tipo_atendimento"] == 1
    assert record["id_atendimento_status"] == 23
    assert record["id_usuario_abertura"] == 70
    assert record["id_usuario_responsavel"] == 70
    assert record["data_cadastro"] == "2026-01-15 09:00:00"
    assert record["destino"] == "usuario"
    assert record["nome_contato"] == "Nome do Usuário Solicitante"
    assert record["telefone_contato"] == "37999112233"
    assert record["email_contato"] == "teste@teste.com.br"
    assert record["rascunho"] is False
    assert record["push_notification_enviado"] is False
    assert record["ip_cadastro"]


def test_the_token_s_user_is_ingressado(api: Api) -> None:
    mine, other = abrir(api)["atendimento"], abrir(api, id_usuario_responsavel=22)["atendimento"]

    assert listado(api, mine["id_atendimento"])["ingressado"] is True
    assert listado(api, other["id_atendimento"])["ingressado"] is False


def test_the_suffix_is_added_even_to_a_text_that_has_it(api: Api) -> None:
    atendimento = abrir(api, descricao="a" + SUFIXO)["atendimento"]

    assert atendimento["descricao_abertura"] == "a" + SUFIXO + SUFIXO


def test_no_order_without_abrir_os_whatever_the_status(api: Api) -> None:
    assert abrir(api, id_atendimento_status=22)["atendimento"]["ordens_servico"] == []


def test_order_availability_of_its_own(api: Api, rows: Rows) -> None:
    changes = {"id_disponibilidade": "1,2", "parametros_ordem_servico": {"id_disponibilidade": ["3"]}}

    atendimento = abrir(api, **OS, **changes)["atendimento"]

    assert [p["id_periodo_dia"] for p in atendimento["disponibilidade_atendimento"]] == [1, 2]
    assert periods(rows, atendimento["ordens_servico"][0]) == {3}


def test_order_availability_must_exist_when_an_order_is_opened(api: Api) -> None:
    changes = {"parametros_ordem_servico": {"id_disponibilidade": ["0", "1"]}}

    response = api.post("atendimento", json=NOVO | OS | changes)

    assert_error(response, "parametros_ordem_servico.id_disponibilidade")


@pytest.mark.parametrize(
    ("parametros", "name"),
    [
        ({"id_tipo_ordem_servico": 999}, "parametros_ordem_servico.id_tipo_ordem_servico"),
        ({"id_tipo_ordem_servico": "x"}, "parametros_ordem_servico.id_tipo_ordem_servico"),
        ({"ids_tecnicos": "5,999"}, "parametros_ordem_servico.ids_tecnicos"),
        ("texto", "parametros_ordem_servico"),
    ],
)
def test_bad_order_parameters(api: Api, rows: Rows, parametros: Any, name: str) -> None:
    visits = orders(rows)

    assert_error(api.post("atendimento", json=NOVO | OS | {"parametros_ordem_servico": parametros}), name)
    assert orders(rows) == visits


@pytest.mark.parametrize(
    ("parametros", "name"),
    [
        ({"id_motivo_fechamento_atendimento": 999}, "parametros_fechamento.id_motivo_fechamento_atendimento"),
        ({"status_fechamento": "x"}, "parametros_fechamento.status_fechamento"),
        ({"descricao_fechamento": ["a"]}, "parametros_fechamento.descricao_fechamento"),
        ("texto", "parametros_fechamento"),
    ],
)
def test_bad_closing_parameters(api: Api, parametros: Any, name: str) -> None:
    before = total(api)

    assert_error(api.post("atendimento", json=NOVO | {"parametros_fechamento": parametros}), name)
    assert total(api) == before


@pytest.mark.parametrize("status", ["aguardando_agendamento", "aguardando_agendameto"])
def test_the_vendor_s_spelling_of_the_order_status(api: Api, status: str) -> None:
    atendimento = abrir(api, **OS, parametros_ordem_servico={"status": status})["atendimento"]

    assert atendimento["ordens_servico"][0]["status"] == "aguardando_agendamento"


def test_objects_of_a_list_are_merged_left_to_right(api: Api) -> None:
    parametros = [{"id_tipo_ordem_servico": 15, "status": "pendente"}, {"id_tipo_ordem_servico": 1}]

    [order] = abrir(api, **OS, parametros_ordem_servico=parametros)["atendimento"]["ordens_servico"]

    assert (order["tipo"], order["status"]) == ("INSTALAÇÃO", "pendente")


@pytest.mark.parametrize("alone", [True, False])
def test_the_short_name_of_the_motive(api: Api, alone: bool) -> None:
    fechamento = {"id_motivo_fechamento": 108 if alone else 5}
    fechamento |= {} if alone else {"id_motivo_fechamento_atendimento": 108}

    atendimento = abrir(api, parametros_fechamento=fechamento)["atendimento"]

    assert atendimento["motivo_fechamento"] == "Resolvido Nível 01"


@pytest.mark.parametrize(("tipo", "accepted"), [(125, True), (1, False)])
def test_the_motive_must_be_linked_to_the_type(api: Api, tipo: int, accepted: bool) -> None:
    before = total(api)
    fechamento = {"id_motivo_fechamento_atendimento": 200}

    response = api.post("atendimento", json=NOVO | {"id_tipo_atendimento": tipo, "parametros_fechamento": fechamento})

    if accepted:
        assert assert_success(response)["atendimento"]["motivo_fechamento"] == "Só Comercial"
    else:
        assert_refused(response, "O motivo de fechamento informado não está vinculado ao tipo do atendimento")
        assert total(api) == before


@pytest.mark.parametrize("parametros", [None, [], {}, {"a": 1}, [{"a": 1}, {"b": [2]}], [1, "x", None]])
def test_parametros_are_kept_as_sent(api: Api, rows: Rows, parametros: Any) -> None:
    id_atendimento = abrir(api, parametros=parametros)["atendimento"]["id_atendimento"]

    assert stored(rows, id_atendimento) == parametros if parametros else not stored(rows, id_atendimento)


@pytest.mark.parametrize("parametros", ["texto", 1, True])
def test_a_scalar_is_no_parametros(api: Api, parametros: Any) -> None:
    response = api.post("atendimento", json=NOVO | {"parametros": parametros})

    assert_invalid(response, "O campo parametros deve ser um objeto.")


def test_what_was_opened_closed_cannot_be_edited(api: Api) -> None:
    atendimento = abrir(api, id_atendimento_status=24)["atendimento"]

    response = api.put(f"atendimento/{atendimento['id_atendimento']}", json=FECHAR)

    assert_refused(response, f"O atendimento de protocolo {atendimento['protocolo']} já está fechado")


def test_the_newest_ticket_is_listed_first(api: Api) -> None:
    id_atendimento = abrir(api)["atendimento"]["id_atendimento"]

    assert ids(api.get("atendimento/todos").json()["atendimentos"])[0] == id_atendimento
