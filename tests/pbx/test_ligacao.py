from __future__ import annotations

from typing import Any

import pytest

from tests.support import (
    LIGACAO,
    NOT_OFFERED,
    UNAUTHENTICATED,
    Api,
    Happened,
    Response,
    Rows,
    as_json,
    assert_invalid,
    assert_refused,
)

NOTIFICAR = pytest.mark.operation("POST pbx/ligacao/notificar")
CANCELAR = pytest.mark.operation("POST pbx/ligacao/cancelar")
both = pytest.mark.parametrize(
    "verb",
    [pytest.param("notificar", marks=NOTIFICAR), pytest.param("cancelar", marks=CANCELAR)],
)

NOTIFIED = {"status": "success", "msg": "Ligação notificada com sucesso"}
CANCELLED = {"status": "success", "msg": "Ligação cancelada com sucesso"}
ANSWERS = {"notificar": NOTIFIED, "cancelar": CANCELLED}
BIANCA, EXEMPLO = 24001, 11201


def send(api: Api, verb: str, body: Any) -> Response:
    return api.post(f"pbx/ligacao/{verb}", json=body)


def assert_done(response: Response, verb: str) -> None:
    assert response.status_code == 200, response.text
    assert response.json() == ANSWERS[verb]


def call(rows: Rows) -> dict[str, Any]:
    """The only call there is."""
    [row] = rows("SELECT * FROM ligacao")
    return row


def notified(api: Api, rows: Rows, body: Any) -> dict[str, Any]:
    assert_done(send(api, "notificar", body), "notificar")
    return call(rows)


def assert_window(rows: Rows, row: dict[str, Any], id_usuario: int, id_cliente: int | None) -> None:
    assert row["status"] == "tocando"
    assert row["id_usuario"] == id_usuario
    assert row["id_cliente"] == id_cliente
    [event] = rows("SELECT * FROM event")
    assert f"usuario:{id_usuario}" in str(event)


@NOTIFICAR
def test_pbx_01_notify(api: Api, rows: Rows, happened: Happened) -> None:
    row = notified(api, rows, LIGACAO)

    assert_window(rows, row, 56, BIANCA)
    assert str(row["ramal"]) == "111"
    assert str(row["telefone"]) == "37999912222"
    assert happened() == ["ligacao.notificada"]


@CANCELAR
def test_pbx_02_cancel(api: Api, rows: Rows, happened: Happened) -> None:
    notified(api, rows, LIGACAO)

    assert_done(send(api, "cancelar", LIGACAO), "cancelar")

    row = call(rows)
    assert row["status"] == "cancelada"
    assert row["data_cancelamento"] is not None
    assert happened() == ["ligacao.notificada", "ligacao.cancelada"]


@both
def test_pbx_03_strings(api: Api, rows: Rows, verb: str) -> None:
    body = {"ramal": "111", "telefone": "37999912222"}

    assert_window(rows, notified(api, rows, body), 56, BIANCA)
    assert_done(send(api, verb, body), verb)


@NOTIFICAR
def test_pbx_04_internal_id(api: Api, rows: Rows) -> None:
    row = notified(api, rows, {"identificador_interno": "agente07", "telefone": "37988887777"})

    assert_window(rows, row, 22, None)


@NOTIFICAR
def test_pbx_05_client_by_id(api: Api, rows: Rows) -> None:
    assert_window(rows, notified(api, rows, {"ramal": 111, "id_cliente": 11201}), 56, EXEMPLO)


@NOTIFICAR
def test_pbx_06_client_by_number_and_params(api: Api, rows: Rows) -> None:
    params = {"origem": "PBX", "atendente": "João"}

    row = notified(api, rows, {"ramal": 111, "codigo_cliente": 1204, "ligacao_params": params})

    assert_window(rows, row, 56, BIANCA)
    assert as_json(row["ligacao_params"]) == params


@both
def test_pbx_07_nobody_called(api: Api, verb: str) -> None:
    assert_invalid(
        send(api, verb, {"telefone": 37999912222}),
        "O campo ramal é obrigatório quando identificador_interno não está presente.",
        "O campo identificador_interno é obrigatório quando ramal não está presente.",
    )


@both
def test_pbx_08_nobody_calling(api: Api, verb: str) -> None:
    assert_invalid(
        send(api, verb, {"ramal": 111}),
        "O campo telefone é obrigatório quando id_cliente não está presente.",
        "O campo id_cliente é obrigatório quando telefone não está presente.",
    )


@both
def test_pbx_09_bad_extension(api: Api, verb: str) -> None:
    response = send(api, verb, {"ramal": "abc", "telefone": 37999912222})

    assert_invalid(response, "O campo ramal deve ser um número.")


@both
@pytest.mark.parametrize("ramal", ["1" * 21, 10**20, 10**500], ids=["text", "number", "absurd"])
def test_a_longer_extension_than_any(api: Api, verb: str, ramal: object) -> None:
    assert_invalid(
        send(api, verb, {"ramal": ramal, "telefone": 37999912222}), "O campo ramal deve conter no máximo 20 caracteres."
    )
    assert send(api, verb, {"ramal": " " + "1" * 20, "telefone": 37999912222}).json() == ANSWERS[verb]


@both
def test_a_longer_name_of_a_user_than_any(api: Api, verb: str) -> None:
    sentence = "O campo identificador_interno deve conter no máximo 100 caracteres."
    assert_invalid(send(api, verb, {"identificador_interno": "a" * 101, "telefone": 37999912222}), sentence)
    assert send(api, verb, {"identificador_interno": "a" * 100, "telefone": 37999912222}).json() == ANSWERS[verb]


@both
@pytest.mark.parametrize("telefone", ["numero", "1234567", "1234567890123456", "3799991.2222"])
def test_pbx_10_bad_telephone(api: Api, verb: str, telefone: str) -> None:
    response = send(api, verb, {"ramal": 111, "telefone": telefone})

    assert_invalid(response, "O campo telefone deve ser um número.")


@both
@pytest.mark.parametrize("field", ["id_cliente", "codigo_cliente"])
def test_pbx_11_unknown_client(api: Api, rows: Rows, verb: str, field: str) -> None:
    response = send(api, verb, {"ramal": 111, field: 999999})

    assert_invalid(response, f"O valor selecionado para o campo {field} é inválido.")
    assert rows("SELECT * FROM ligacao") == []


@NOTIFICAR
def test_pbx_12_no_such_user(api: Api, rows: Rows) -> None:
    row = notified(api, rows, {"ramal": 777, "telefone": 37999912222})

    assert (row["status"], row["id_usuario"], row["id_cliente"]) == ("tocando", None, BIANCA)


@CANCELAR
def test_pbx_13_cancel_what_does_not_ring(api: Api, rows: Rows) -> None:
    assert_done(send(api, "cancelar", LIGACAO), "cancelar")

    assert rows("SELECT * FROM ligacao") == []


@both
def test_pbx_14_form(api: Api, verb: str) -> None:
    response = api.post(
        f"pbx/ligacao/{verb}",
        content="ramal=111&telefone=37999912222",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert_done(response, verb)


@both
def test_pbx_15_no_get(api: Api, verb: str) -> None:
    response = api.get(f"pbx/ligacao/{verb}")

    assert_refused(response, NOT_OFFERED, http=405)
    assert "POST" in response.headers["allow"]


@both
def test_pbx_16_no_token(api: Api, rows: Rows, verb: str) -> None:
    response = send(api.anonymous, verb, LIGACAO)

    assert (response.status_code, response.json()) == (401, UNAUTHENTICATED)
    assert rows("SELECT * FROM ligacao") == []


@NOTIFICAR
def test_pbx_17_the_extension_decides(api: Api, rows: Rows) -> None:
    body = {"ramal": 111, "identificador_interno": "agente07", "telefone": 37999912222}

    assert notified(api, rows, body)["id_usuario"] == 56


@NOTIFICAR
def test_the_same_call_twice_is_one_window(api: Api, rows: Rows) -> None:
    first = notified(api, rows, LIGACAO)
    again = notified(api, rows, LIGACAO | {"ligacao_params": {"fila": 3}})

    assert again["id_ligacao"] == first["id_ligacao"]
    assert again["status"] == "tocando"


@CANCELAR
def test_cancelling_is_idempotent_and_exact(api: Api, rows: Rows) -> None:
    for telefone in (37999912222, 37999990000):
        assert_done(send(api, "notificar", {"ramal": 111, "telefone": telefone}), "notificar")

    for _ in range(2):
        assert_done(send(api, "cancelar", LIGACAO), "cancelar")
        found = rows("SELECT telefone, status FROM ligacao")
        assert {str(row["telefone"]): row["status"] for row in found} == {
            "37999912222": "cancelada",
            "37999990000": "tocando",
        }


@CANCELAR
def test_cancel_by_the_client(api: Api, rows: Rows) -> None:
    notified(api, rows, LIGACAO)

    assert_done(send(api, "cancelar", {"ramal": 111, "id_cliente": BIANCA}), "cancelar")

    assert call(rows)["status"] == "cancelada"


@NOTIFICAR
def test_a_new_ringing_after_a_cancelled_one_is_a_new_call(api: Api, rows: Rows) -> None:
    for verb in ("notificar", "cancelar", "notificar"):
        assert_done(send(api, verb, LIGACAO), verb)

    found = rows("SELECT status FROM ligacao ORDER BY id_ligacao")
    assert [row["status"] for row in found] == ["cancelada", "tocando"]


@NOTIFICAR
@pytest.mark.parametrize(
    ("telefone", "id_cliente"),
    [
        ("+55 (37) 99991-2222", BIANCA),
        ("037999912222", BIANCA),
        ("99912222", BIANCA),
        ("37999990000", EXEMPLO),
        ("37988887777", None),
    ],
)
def test_the_client_is_found_by_telephone(api: Api, rows: Rows, telefone: str, id_cliente: int | None) -> None:
    assert notified(api, rows, {"ramal": 111, "telefone": telefone})["id_cliente"] == id_cliente


@NOTIFICAR
def test_a_named_client_wins_over_the_telephone(api: Api, rows: Rows) -> None:
    assert notified(api, rows, LIGACAO | {"id_cliente": EXEMPLO})["id_cliente"] == EXEMPLO


@both
@pytest.mark.parametrize("params", [[1, 2], {"a": {"b": []}}])
def test_params_may_be_any_object_or_list(api: Api, rows: Rows, verb: str, params: Any) -> None:
    assert_done(send(api, verb, LIGACAO | {"ligacao_params": params}), verb)
    if verb == "notificar":
        assert as_json(call(rows)["ligacao_params"]) == params


@both
@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"ligacao_params": "texto"}, "O campo ligacao_params deve ser um objeto."),
        ({"identificador_interno": "a b"}, "O campo identificador_interno deve conter apenas letras e números."),
        ({"identificador_interno": "agente*"}, "O campo identificador_interno deve conter apenas letras e números."),
        ({"id_cliente": "abc"}, "O campo id_cliente deve ser um número."),
        ({"codigo_cliente": "abc"}, "O campo codigo_cliente deve ser um número."),
    ],
)
def test_bad_parameters(api: Api, rows: Rows, verb: str, changes: dict[str, Any], entry: str) -> None:
    assert_invalid(send(api, verb, LIGACAO | changes), entry)
    assert rows("SELECT * FROM ligacao") == []


@NOTIFICAR
@pytest.mark.parametrize("identificador", ["agente07", 7, "fila-1_a.b"])
def test_internal_ids(api: Api, identificador: Any) -> None:
    body = {"identificador_interno": identificador, "telefone": 37999912222}

    assert_done(send(api, "notificar", body), "notificar")


@both
def test_everything_in_the_query_string(api: Api, verb: str) -> None:
    assert_done(api.post(f"pbx/ligacao/{verb}?ramal=111&telefone=37999912222"), verb)
