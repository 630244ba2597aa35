from __future__ import annotations

from typing import Any

import pytest

from tests.support import (
    BRUTO,
    FECHAR,
    NOT_OFFERED,
    Api,
    Change,
    Clock,
    Happened,
    Response,
    Rows,
    abrir,
    as_json,
    assert_invalid,
    assert_refused,
    assert_success,
    bruto,
    formatado,
    published,
)

pytestmark = pytest.mark.operation("PUT atendimento/:id_atendimento")

PROTOCOLO_300 = "201811161058216"
JA_FECHADO = f"O atendimento de protocolo {PROTOCOLO_300} já está fechado"
STATUS_E_FECHAR = "Não é possível alterar o status e fechar o atendimento ao mesmo tempo"
TIPO_E_FECHAR = "Não é possível alterar o tipo de atendimento e fechar o atendimento ao mesmo tempo"
NAO_VINCULADO = "O motivo de fechamento informado não está vinculado ao tipo do atendimento"
FECHAMENTO: dict[str, Any] = {
    "parametros": {"origem_bot": "telegram"},
    "parametros_fechamento": {
        "id_motivo_fechamento": 108,
        "descricao_fechamento": "Problema resolvido",
        "status_fechamento": "concluido",
    },
    "fechar_atendimento": True,
}


def edit(api: Api, body: Any, id_atendimento: int = 300) -> Response:
    return api.put(f"atendimento/{id_atendimento}", json=body)


def edited(api: Api, body: Any, id_atendimento: int = 300) -> Any:
    answer = assert_success(edit(api, body, id_atendimento))
    assert answer.keys() == {"status", "msg", "atendimento"}
    assert answer["msg"] == "Atendimento atualizado com sucesso"
    return answer["atendimento"]


def closing(**changes: Any) -> dict[str, Any]:
    return {"fechar_atendimento": True, "parametros_fechamento": changes}


def stored(rows: Rows, id_atendimento: int) -> Any:
    [row] = rows("SELECT parametros FROM atendimento WHERE id_atendimento = :id", id=id_atendimento)
    return as_json(row["parametros"])


def assert_closed_with(api: Api, atendimento: dict[str, Any], motivo: int, texto: str) -> None:
    assert atendimento["id_motivo_fechamento_atendimento"] == motivo
    assert atendimento["descricao_fechamento"] == texto
    [order] = formatado(api, PROTOCOLO_300)["ordens_servico"]
    assert order["id_ordem_servico"] == 340
    assert order["status"] == "finalizado"
    assert order["status_fechamento"] == "concluido"


@pytest.mark.parametrize("headers", [{"Content-Type": "application/x-www-form-urlencoded"}, {}], ids=["form", "none"])
def test_put_01_close(api: Api, clock: Clock, headers: dict[str, str]) -> None:
    clock.set("2020-03-11T09:56:10-03:00")
    curl = published("000_put_atendimento_curl.request")

    body = assert_success(api.put("atendimento/1114", content=curl["content"], headers=headers))

    assert body["msg"] == "Atendimento atualizado com sucesso"
    atendimento = body["atendimento"]
    assert atendimento.keys() == set(BRUTO)
    assert atendimento == {
        "id_atendimento": 1114,
        "protocolo": "202003051452007",
        "id_cliente_servico": 13677,
        "id_tipo_atendimento": 44,
        "id_usuario_abertura": 56,
        "id_usuario_fechamento": 70,
        "descricao_abertura": "INSTALAÇÃO NOVA",
        "descricao_fechamento": "Atendimento finalizado via API",
        "data_cadastro": "2020-03-05 14:52:00",
        "data_fechamento": "2020-03-11 09:56:10",
        "ip_cadastro": None,
        "id_usuario_responsavel": 22,
        "id_setor_responsavel": None,
        "destino": "usuario",
        "status_fechamento": "concluido",
        "id_motivo_fechamento_atendimento": 125,
        "id_atendimento_status": 24,
        "resultado_diagnostico": None,
        "nome_contato": "TESTE APRESENT",
        "telefone_contato": "3734151100",
        "email_contato": None,
        "rascunho": False,
        "deleted_at": None,
        "id_origem_contato": None,
        "avaliacao": None,
        "comentario_avaliacao": None,
        "push_notification_enviado": False,
        "data_cadastro_br": "05/03/2020 14:52",
        "data_cadastro_timestamp": 1583430720000,
        "data_fechamento_br": "11/03/2020 09:56",
        "data_fechamento_timestamp": 1583931370000,
        "minutos_em_aberto": 8344,
        "tempo_restante": "-138h 4min",
        "percentual_tempo_restante": 0,
        "percentual_color_class": "white-fg md-red-bg",
    }


def test_put_02_close_with_parameters(api: Api, happened: Happened) -> None:
    atendimento = edited(api, FECHAMENTO)

    assert_closed_with(api, atendimento, 108, "Problema resolvido")
    assert {"atendimento.fechado", "ordem_servico.finalizada"} <= set(happened())


def test_put_03_the_long_name_of_the_motive(api: Api) -> None:
    fechamento = {"id_motivo_fechamento_atendimento": 108, "descricao_fechamento": "Problema resolvido"}

    atendimento = edited(api, closing(**fechamento, status_fechamento="concluido"))

    assert_closed_with(api, atendimento, 108, "Problema resolvido")


def test_put_04_close_without_conclusion(api: Api) -> None:
    fechamento = FECHAMENTO["parametros_fechamento"] | {"status_fechamento": "sem_conclusao"}

    assert edited(api, FECHAMENTO | {"parametros_fechamento": fechamento})["status_fechamento"] == "sem_conclusao"


def test_put_05_change_status_and_text(api: Api) -> None:
    order = formatado(api, PROTOCOLO_300)["ordens_servico"]

    atendimento = edited(
        api,
        {
            "id_atendimento_status": 3,
            "descricao": "Atendimento em análise pela equipe técnica",
            "fechar_atendimento": False,
            "parametros": {"atualizado_por": "bot"},
        },
    )

    assert atendimento["id_atendimento_status"] == 3
    assert atendimento["descricao_abertura"] == "Atendimento em análise pela equipe técnica"
    assert atendimento["data_fechamento"] is None
    assert formatado(api, PROTOCOLO_300)["ordens_servico"] == order


def test_put_06_change_type(api: Api) -> None:
    atendimento = edited(api, {"id_tipo_atendimento": 150, "fechar_atendimento": False})

    assert atendimento["id_tipo_atendimento"] == 150


def test_put_07_status_with_closing(api: Api) -> None:
    before = bruto(api, 300)

    assert_refused(edit(api, {"id_atendimento_status": 3, "fechar_atendimento": True}), STATUS_E_FECHAR)
    assert bruto(api, 300) == before
    assert before["data_fechamento"] is None


def test_put_08_type_with_closing(api: Api) -> None:
    before = bruto(api, 300)

    assert_refused(edit(api, {"id_tipo_atendimento": 150, "fechar_atendimento": True}), TIPO_E_FECHAR)
    assert bruto(api, 300) == before
    assert before["data_fechamento"] is None


def test_put_09_fechar_atendimento_defaults_to_false(api: Api) -> None:
    atendimento = edited(api, {"descricao": "nova"})

    assert atendimento["descricao_abertura"] == "nova"
    assert atendimento["data_fechamento"] is None


@pytest.mark.parametrize("body", [{}, {"xpto": 1}, {"descricao": "", "id_tipo_atendimento": None}])
def test_put_10_nothing_recognised(api: Api, body: dict[str, Any]) -> None:
    assert_invalid(edit(api, body), "O campo fechar_atendimento é obrigatório.")


def test_put_11_bad_boolean(api: Api) -> None:
    response = edit(api, {"fechar_atendimento": "x"})

    assert_invalid(response, "O campo fechar_atendimento deve ser verdadeiro ou falso.")


@pytest.mark.parametrize("id_atendimento", [999999, 99999999999999999999999])
def test_put_12_unknown_ticket(api: Api, id_atendimento: int) -> None:
    response = edit(api, {"fechar_atendimento": True}, id_atendimento)

    assert_refused(response, f"Atendimento de ID {id_atendimento} não encontrado")


def test_put_13_close_twice(api: Api) -> None:
    edited(api, FECHAR)

    assert_refused(edit(api, FECHAR), JA_FECHADO)


def test_put_14_motive_not_linked(api: Api) -> None:
    before = bruto(api, 300)

    assert_refused(edit(api, closing(id_motivo_fechamento_atendimento=200)), NAO_VINCULADO)
    assert bruto(api, 300) == before


def test_put_15_closing_status_without_closing(api: Api) -> None:
    before = bruto(api, 300)

    response = edit(api, {"id_atendimento_status": 24, "fechar_atendimento": False})

    assert_refused(response, "Para finalizar o atendimento, envie fechar_atendimento como true")
    assert bruto(api, 300) == before


def test_put_16_empty_lists_close_with_defaults(api: Api) -> None:
    atendimento = edited(api, FECHAR)

    assert atendimento["id_atendimento_status"] == 24
    assert atendimento["status_fechamento"] == "concluido"
    assert_closed_with(api, atendimento, 125, "Atendimento finalizado via API")


def test_put_17_no_id(api: Api) -> None:
    response = api.put("atendimento", json={"fechar_atendimento": True})

    assert_refused(response, NOT_OFFERED, http=405)


def test_put_18_closed_is_named_first(api: Api) -> None:
    edited(api, FECHAR)

    assert_refused(edit(api, {"id_atendimento_status": 3, "fechar_atendimento": True}), JA_FECHADO)


@pytest.mark.parametrize("parametros", [[], {}])
def test_put_19_empty_parametros_change_nothing(api: Api, rows: Rows, parametros: Any) -> None:
    edited(api, {"parametros": {"a": 1}})
    before = rows("SELECT * FROM atendimento WHERE id_atendimento = 300")

    edited(api, {"parametros": parametros})

    assert rows("SELECT * FROM atendimento WHERE id_atendimento = 300") == before


@pytest.mark.parametrize("id_atendimento", ["abc", "3OO", "1.0", "-1"])
def test_put_20_id_is_no_number(api: Api, id_atendimento: str) -> None:
    response = api.put(f"atendimento/{id_atendimento}", json={"fechar_atendimento": True})

    assert_invalid(response, "O campo id_atendimento deve ser do tipo integer")


def test_put_21_idempotency_key(api: Api) -> None:
    first, second = (api.put("atendimento/300", json=FECHAR, headers={"Idempotency-Key": "k1"}) for _ in range(2))

    assert_success(first)
    assert_success(second)
    assert second.content == first.content


def test_the_order_closes_like_its_ticket(api: Api) -> None:
    edited(api, closing(descricao_fechamento="Sem acesso ao local", status_fechamento="sem_conclusao"))

    [order] = formatado(api, PROTOCOLO_300)["ordens_servico"]
    assert order["status"] == "finalizado"
    assert order["status_fechamento"] == "sem_conclusao"
    assert order["descricao_fechamento"] == "Sem acesso ao local"
    assert order["usuario_fechamento"] == "IP Telecom"
    assert order["data_inicio_executado"] is None
    assert order["data_termino_executado"] is None


def test_a_finished_order_stays_untouched(api: Api) -> None:
    before = formatado(api, "201806191505251")["ordens_servico"]

    edited(api, FECHAR, 110)

    assert formatado(api, "201806191505251")["ordens_servico"] == before
    assert before[0]["descricao_fechamento"] == "asdfasdfadsf"


def test_text_and_parametros_may_accompany_closing(api: Api, rows: Rows) -> None:
    atendimento = edited(api, {"descricao": "nova", "parametros": {"a": 1}, "fechar_atendimento": True})

    assert atendimento["descricao_abertura"] == "nova"
    assert atendimento["data_fechamento"] == "2026-01-15 09:00:00"
    assert stored(rows, 300) == {"a": 1}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ({"a": 1, "b": 2}, {"b": 3, "c": 4}, {"a": 1, "b": 3, "c": 4}),
        ({"a": 1}, [{"b": 2}], [{"b": 2}]),
        ({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"y": 2}}),
    ],
    ids=["key by key", "a list replaces", "not deeper"],
)
def test_parametros_are_merged(api: Api, rows: Rows, first: Any, second: Any, kept: Any) -> None:
    id_atendimento = abrir(api, parametros=first)["atendimento"]["id_atendimento"]

    edited(api, {"parametros": second}, id_atendimento)

    assert stored(rows, id_atendimento) == kept


@pytest.mark.parametrize("parametros", ["texto", 1, True])
def test_a_scalar_is_no_parametros(api: Api, parametros: Any) -> None:
    assert_invalid(edit(api, {"parametros": parametros}), "O campo parametros deve ser um objeto.")


@pytest.mark.parametrize("field", ["id_atendimento_status", "id_tipo_atendimento"])
def test_unknown_reference(api: Api, field: str) -> None:
    assert_invalid(edit(api, {field: 999999}), f"O valor selecionado para o campo {field} é inválido.")


@pytest.mark.parametrize("field", ["id_motivo_fechamento_atendimento", "id_motivo_fechamento"])
def test_unknown_motive(api: Api, field: str) -> None:
    sentence = f"O valor selecionado para o campo parametros_fechamento.{field} é inválido."
    assert_invalid(edit(api, closing(**{field: 999})), sentence)


def test_bad_closing_status(api: Api) -> None:
    assert_invalid(
        edit(api, closing(status_fechamento="talvez")),
        "O campo parametros_fechamento.status_fechamento ao ser preenchido, deve conter um dos seguintes valores: "
        "concluido,sem_conclusao",
    )


def test_a_linked_motive(api: Api) -> None:
    edited(api, {"id_tipo_atendimento": 125})

    assert edited(api, closing(id_motivo_fechamento_atendimento=200))["id_motivo_fechamento_atendimento"] == 200


@pytest.mark.parametrize("shape", ["object", "list of one", "list of two"])
def test_shapes_of_the_closing_parameters(api: Api, shape: str) -> None:
    motive, text = {"id_motivo_fechamento_atendimento": 108}, {"descricao_fechamento": "Feito"}
    shapes = {"object": motive | text, "list of one": [motive | text], "list of two": [motive, text]}

    atendimento = edited(api, {"fechar_atendimento": True, "parametros_fechamento": shapes[shape]})

    assert_closed_with(api, atendimento, 108, "Feito")


def test_a_deleted_ticket_is_unknown(api: Api, change: Change) -> None:
    change("UPDATE atendimento SET deleted_at = data_cadastro WHERE id_atendimento = 300")

    assert_refused(edit(api, FECHAR), "Atendimento de ID 300 não encontrado")


def test_a_closed_ticket_stops_counting(api: Api, clock: Clock) -> None:
    id_atendimento = abrir(api)["atendimento"]["id_atendimento"]
    clock.advance(seconds=1800)
    closed = edited(api, FECHAR, id_atendimento)
    clock.advance(seconds=7200)

    listed = api.get("atendimento/todos").json()["atendimentos"][0]

    assert listed["id_atendimento"] == id_atendimento
    for key in ("minutos_em_aberto", "tempo_restante", "percentual_tempo_restante", "percentual_color_class"):
        assert listed[key] == closed[key]
    assert closed["minutos_em_aberto"] == 30
