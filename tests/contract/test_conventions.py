"""The rules of the contract's README that hold on every route, its complements, and the scenarios X-01 to X-12."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.support import (
    CONFLICT,
    DE_BIANCA,
    DEZEMBRO,
    DOCUMENTADO,
    DOCUMENTADO_COMPLEMENTOS,
    FECHAR,
    LIGACAO,
    MALFORMED,
    NOT_OFFERED,
    NOVO,
    OBSERVADO,
    OBSERVADO_COMPLEMENTOS,
    PNG,
    TOO_LARGE,
    UNAUTHENTICATED,
    Api,
    Attachments,
    BreakAfterInsert,
    Clock,
    Happened,
    Response,
    Restart,
    Rows,
    Sending,
    abrir,
    arquivos,
    as_json,
    assert_error,
    assert_invalid,
    assert_refused,
    assert_success,
    bruto,
    formatado,
    ids,
    listado,
    multipart,
    total,
)

ABRIR = pytest.mark.operation("POST atendimento")
TODOS = pytest.mark.operation("GET atendimento/todos")

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LABELS = [JSON, FORM, "text/plain", "application/octet-stream", "nonsense", None]
MIB = 1024 * 1024

MENSAGEM = "atendimento/adicionar_mensagem/300"
ANEXO = "atendimento/adicionar_anexo/300"


def label(content_type: str | None) -> dict[str, str]:
    return {} if content_type is None else {"Content-Type": content_type}


def raw(api: Api, content: bytes | str, content_type: str | None = None) -> Response:
    """POST atendimento with exactly this body."""
    return api.post("atendimento", content=content, headers=label(content_type))


def form(**fields: Any) -> str:
    return "&".join(f"{key}={quote(str(value))}" for key, value in fields.items())


def with_text(text: str) -> dict[str, Any]:
    """The descricao_abertura that a text leads to."""
    return {"descricao_abertura": f"{text} | ATENDIMENTO ABERTO VIA API"}


def opened(response: Response) -> Any:
    return assert_success(response)["atendimento"]


def stored(rows: Rows, atendimento: dict[str, Any]) -> Any:
    sql = "SELECT parametros FROM atendimento WHERE id_atendimento = :id"
    [row] = rows(sql, id=atendimento["id_atendimento"])
    return as_json(row["parametros"])


@ABRIR
def test_x_01_protocols_of_one_microsecond(api: Api) -> None:
    one, other = (abrir(api)["atendimento"]["protocolo"] for _ in range(2))

    assert one != other


@ABRIR
def test_x_02_summer_time(api: Api, clock: Clock) -> None:
    clock.set("2018-11-16T10:58:21-02:00")

    atendimento = abrir(api, abrir_os=True)["atendimento"]

    [order] = atendimento["ordens_servico"]
    assert order["data_inicio_programado"] == "16/11/2018 11:58:21"
    assert order["data_termino_programado"] == "16/11/2018 12:58:21"
    clock.set("2026-01-15T09:00:00-03:00")
    assert bruto(api, atendimento["id_atendimento"])["data_cadastro_timestamp"] == 1542373101000


def after(api: Api, clock: Clock, minutes: int) -> tuple[Any, ...]:
    """The derived fields of a ticket that has been open for some minutes."""
    id_atendimento = abrir(api)["atendimento"]["id_atendimento"]
    clock.advance(seconds=60 * minutes)
    keys = ("minutos_em_aberto", "tempo_restante", "percentual_tempo_restante", "percentual_color_class")
    record, item = bruto(api, id_atendimento), listado(api, id_atendimento)
    assert {key: item[key] for key in keys} == {key: record[key] for key in keys}
    return tuple(record[key] for key in keys)


def test_x_03_thirty_minutes(api: Api, clock: Clock) -> None:
    assert after(api, clock, 30) == (30, "30min", 50, "black-fg md-amber-bg")


def test_x_04_sixty_one_minutes(api: Api, clock: Clock) -> None:
    assert after(api, clock, 61) == (61, "-1min", 0, "white-fg md-red-bg")


@pytest.mark.parametrize(
    ("minutes", "tempo_restante", "percentual", "color"),
    [
        (0, "1h 0min", 100, "white-fg md-green-bg"),
        (29, "31min", 51, "white-fg md-green-bg"),
        (45, "15min", 25, "white-fg md-orange-bg"),
        (59, "1min", 1, "white-fg md-orange-bg"),
        (60, "0min", 0, "white-fg md-red-bg"),
        (119, "-59min", 0, "white-fg md-red-bg"),
        (180, "-2h 0min", 0, "white-fg md-red-bg"),
    ],
)
def test_time_left(api: Api, clock: Clock, minutes: int, tempo_restante: str, percentual: int, color: str) -> None:
    assert after(api, clock, minutes) == (minutes, tempo_restante, percentual, color)


@ABRIR
def test_x_05_an_internal_failure_leaves_nothing(
    api: Api, rows: Rows, happened: Happened, break_after_insert: BreakAfterInsert
) -> None:
    orders = rows("SELECT id_ordem_servico FROM ordem_servico")
    before = total(api)
    break_after_insert("ordem_servico")

    response = api.post("atendimento", json=NOVO | {"abrir_os": True})

    assert response.status_code == 500
    body = response.json()
    assert body.keys() == {"status", "msg", "errors"}
    assert (body["status"], body["errors"]) == ("error", [])
    assert re.fullmatch(r"Erro interno\. Informe o código \S+ ao administrador\.", body["msg"])
    assert not re.search(r"Traceback|INSERT|ordem_servico|\.py", response.text)
    assert total(api) == before
    assert rows("SELECT id_ordem_servico FROM ordem_servico") == orders
    assert happened() == []


ERRORS: list[tuple[str, str, Sending]] = [
    ("POST", "atendimento", {"json": {}}),
    ("POST", "atendimento", {"content": "{"}),
    ("POST", "atendimento", {"json": NOVO | {"id_cliente_servico": 999999}}),
    ("PUT", "atendimento/999999", {"json": FECHAR}),
    ("PUT", "atendimento/abc", {"json": FECHAR}),
    ("PUT", "atendimento/300", {"json": {}}),
    ("PUT", "atendimento/300", {"json": {"id_atendimento_status": 3, "fechar_atendimento": True}}),
    ("PUT", "atendimento", {"json": FECHAR}),
    ("POST", MENSAGEM, {"json": {}}),
    ("POST", ANEXO, {}),
    ("GET", "atendimento", {}),
    ("GET", "atendimento/todos?itens_por_pagina=0", {}),
    ("GET", "atendimento/paginado/0", {}),
    ("POST", "atendimento/paginado/10", {"json": {"data_inicio": "x"}}),
    ("GET", "cliente/atendimento", {}),
    ("GET", "cliente/atendimento?busca=mac&termo_busca=x", {}),
    ("GET", f"{DE_BIANCA}&limit=51", {}),
    ("GET", f"{DE_BIANCA}&limit=0", {}),
    ("GET", "cliente/999", {}),
    ("POST", "pbx/ligacao/notificar", {"json": {}}),
    ("POST", "pbx/ligacao/cancelar", {"json": {"ramal": "abc"}}),
    ("DELETE", "configuracao/disponibilidade", {}),
    ("DELETE", "configuracao/status_atendimento", {}),
]


@pytest.mark.parametrize("client", [DOCUMENTADO, OBSERVADO, DOCUMENTADO_COMPLEMENTOS, OBSERVADO_COMPLEMENTOS])
def test_x_06_every_error_has_one_shape(api: Api, client: int) -> None:
    for method, path, sending in ERRORS:
        body = api.as_client(client).request(method, path, **sending).json()
        assert body.keys() == {"status", "msg", "errors"}, (method, path)
        assert body["status"] == "error", (method, path)
        assert isinstance(body["msg"], str), (method, path)
        assert body["msg"], (method, path)
        assert all(isinstance(entry, str) for entry in body["errors"]), (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "atendimento/todos",
        "atendimento/paginado/10",
        "cliente/atendimento",
        "configuracao/status_atendimento",
        "configuracao/disponibilidade",
    ],
)
def test_x_07_trailing_slash_of_a_question(api: Api, path: str) -> None:
    query = "busca=codigo_cliente&termo_busca=1204"

    plain, slash = api.get(f"{path}?{query}"), api.get(f"{path}/?{query}")

    assert plain.status_code == slash.status_code == 200
    assert not slash.history
    assert slash.json() == plain.json()


@pytest.mark.parametrize(
    ("method", "path", "sending"),
    [
        ("POST", "atendimento", {"json": NOVO}),
        ("POST", "atendimento/paginado/10", {"json": {"pagina": 1}}),
        ("PUT", "atendimento/300", {"json": FECHAR}),
        ("POST", MENSAGEM, {"json": {"mensagem": "oi"}}),
        ("POST", ANEXO, {"files": arquivos("files[0]")}),
        ("POST", "pbx/ligacao/notificar", {"json": LIGACAO}),
        ("POST", "pbx/ligacao/cancelar", {"json": LIGACAO}),
    ],
)
def test_x_07_trailing_slash_of_a_write(api: Api, method: str, path: str, sending: Sending) -> None:
    response = api.request(method, f"{path}/", **sending)

    assert_success(response)
    assert not response.history


@pytest.mark.operation("POST /oauth/token")
def test_x_07_trailing_slash_of_the_token_route(api: Api) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": api.refresh_token}
    client = {"client_id": "3", "client_secret": "demo-segredo-3"}

    response = api.anonymous.post("/oauth/token/", json=body | client)

    assert response.status_code == 200
    assert not response.history


def test_x_08_characters_go_through(api: Api) -> None:
    abrir(api, id_cliente_servico=12345, descricao="ação – 🎮")

    newest = assert_success(api.get(DE_BIANCA), "suscess")["atendimentos"][-1]

    assert newest["descricao_abertura"] == "ação – 🎮 | ATENDIMENTO ABERTO VIA API"


def test_x_09_preflight(api: Api) -> None:
    response = api.anonymous.options(
        "atendimento",
        headers={"Origin": "https://painel.exemplo.com.br", "Access-Control-Request-Method": "POST"},
    )

    assert response.status_code == 204
    assert response.content == b""
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE, OPTIONS"
    assert response.headers["access-control-allow-headers"] == "Authorization, Content-Type, Idempotency-Key"
    assert response.headers["access-control-max-age"] == "600"


def test_x_10_every_answer_tells_the_origin(api: Api) -> None:
    origin = {"Origin": "https://painel.exemplo.com.br"}

    for client, method, path, http in [
        (api, "GET", "configuracao/disponibilidade", 200),
        (api, "PUT", "atendimento/999999", 200),
        (api, "HEAD", "atendimento/todos", 200),
        (api, "POST", "/oauth/token", 400),
        (api.anonymous, "GET", "configuracao/disponibilidade", 401),
        (api, "GET", "cliente/999", 404),
        (api, "GET", "atendimento", 405),
        (api.anonymous, "OPTIONS", "atendimento", 204),
    ]:
        response = client.request(method, path, headers=origin)
        assert response.status_code == http, (method, path)
        assert response.headers["access-control-allow-origin"] == "*", (method, path)

    broken = api.post("atendimento", content="{", headers=origin)
    assert (broken.status_code, broken.headers["access-control-allow-origin"]) == (400, "*")


def test_x_10_an_internal_failure_too(api: Api, break_after_insert: BreakAfterInsert) -> None:
    break_after_insert("atendimento")

    response = api.post("atendimento", json=NOVO, headers={"Origin": "https://painel.exemplo.com.br"})

    assert (response.status_code, response.headers["access-control-allow-origin"]) == (500, "*")


def test_x_11_a_restart_keeps_everything(api: Api, restart: Restart) -> None:
    before, atendimento = total(api), abrir(api)["atendimento"]

    restart(now="2026-01-15T10:00:00-03:00")

    assert total(api) == before + 1
    assert bruto(api, atendimento["id_atendimento"])["minutos_em_aberto"] == 60
    assert len(api.get("configuracao/disponibilidade").json()["periodos"]) == 3
    assert ids(api.get(f"atendimento/todos?{DEZEMBRO}&itens_por_pagina=500").json()["atendimentos"]) == list(
        range(5448, 5409, -1)
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v2/x"),
        ("GET", "/oauth/nada"),
        ("POST", "/graphql/v1"),
        ("GET", "nada"),
        ("GET", "Atendimento/todos"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_x_12_unknown_paths(api: Api, method: str, path: str, signed_in: bool) -> None:
    assert_refused((api if signed_in else api.anonymous).request(method, path), NOT_OFFERED, http=404)


@pytest.mark.parametrize("accept", [None, "application/json", "text/html", "*/*"])
def test_rule_3_the_answer_is_always_json(api: Api, accept: str | None) -> None:
    headers = {} if accept is None else {"Accept": accept}

    for client, path, http in [
        (api, "atendimento/todos", 200),
        (api, "cliente/atendimento", 200),
        (api, "nada", 404),
        (api.anonymous, "atendimento/todos", 401),
    ]:
        response = client.get(path, headers=headers)
        assert response.status_code == http
        assert response.headers["content-type"].startswith("application/json")
        response.content.decode("utf-8")


@ABRIR
def test_rule_4_the_body_wins_over_the_query(api: Api) -> None:
    query = NOVO | {"descricao": "da consulta", "nome": "Da Consulta"}

    atendimento = opened(api.post("atendimento", params=query, json={"descricao": "do corpo"}))

    assert atendimento | with_text("do corpo") == atendimento
    assert bruto(api, atendimento["id_atendimento"])["nome_contato"] == "Da Consulta"


@ABRIR
@pytest.mark.parametrize("content_type", LABELS)
@pytest.mark.parametrize("body", [json.dumps(NOVO), f" \r\n\t{json.dumps(NOVO)}\n ", form(**NOVO)])
def test_rule_5_the_label_does_not_count(api: Api, body: str, content_type: str | None) -> None:
    atendimento = opened(raw(api, body, content_type))

    assert atendimento | with_text(NOVO["descricao"]) == atendimento


@ABRIR
def test_rule_5_1_multipart(api: Api) -> None:
    atendimento = opened(api.post("atendimento", **multipart(NOVO | {"abrir_os": "sim"})))

    assert len(atendimento["ordens_servico"]) == 1


@ABRIR
def test_rule_5_1_what_is_labelled_multipart_is_not_read_as_json(api: Api) -> None:
    response = raw(api, json.dumps(NOVO), "multipart/form-data; boundary=limite")

    assert_refused(response, MALFORMED, http=400)


@ABRIR
@pytest.mark.parametrize("content_type", LABELS)
@pytest.mark.parametrize("body", ["", " ", "\r\n\t "])
def test_rule_5_2_a_blank_body_is_empty(api: Api, body: str, content_type: str | None) -> None:
    response = api.post("atendimento", params=NOVO, content=body, headers=label(content_type))

    assert_success(response)


@ABRIR
@pytest.mark.parametrize("content_type", LABELS)
@pytest.mark.parametrize("body", ["[]", "[ ]", " [] ", "null", " null\n", "{}"])
def test_rule_5_3_empty_bags(api: Api, body: str, content_type: str | None) -> None:
    response = api.post("atendimento", params=NOVO, content=body, headers=label(content_type))

    assert_success(response)


@ABRIR
@pytest.mark.parametrize("content_type", LABELS)
@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[",
        "{]",
        '{"a":1,}',
        "{'a':1}",
        '{"a":1} {"b":2}',
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":-Infinity}',
        '{"a":01}',
        '{"a":"\t"}',
        '{"a":"\\x"}',
        "{a=1}",
        "[1]",
        "[[]]",
        "[{}]",
        '["a"]',
        '{"a":"\xff"}'.encode("latin-1"),
    ],
)
def test_rule_5_3_what_begins_like_json_must_be_an_object(api: Api, body: str, content_type: str | None) -> None:
    response = api.post("atendimento", params=NOVO, content=body, headers=label(content_type))

    assert_refused(response, MALFORMED, http=400)


@ABRIR
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("descricao=um", "um"),
        ("descricao=um dois", "um dois"),
        ("descricao=um+dois%20tr%C3%AAs", "um dois três"),
        ("descricao=três", "três"),
        ("descricao=a<b{c}", "a<b{c}"),
        ("descricao=a=b", "a=b"),
        ("\n descricao=um \n", "um"),
        ("descricao=um&descricao=dois", "dois"),
        ("nullo=1&descricao=um", "um"),
    ],
)
def test_rule_5_4_forms(api: Api, body: str, text: str) -> None:
    rest = {key: value for key, value in NOVO.items() if key != "descricao"}

    atendimento = opened(api.post("atendimento", params=rest, content=body.encode(), headers=label(JSON)))

    assert atendimento | with_text(text) == atendimento


@ABRIR
@pytest.mark.parametrize("content_type", LABELS)
@pytest.mark.parametrize(
    "body",
    [
        "42",
        "-1.5",
        '"texto"',
        "true",
        "false",
        "texto",
        "nullo",
        "um dois=3",
        "<a b=1>",
        "um<dois=3",
        "um{dois=3}",
        "\xff=1".encode("latin-1"),
        "descricao=\xe9".encode("latin-1"),
    ],
)
def test_rule_5_5_everything_else(api: Api, body: str, content_type: str | None) -> None:
    response = api.post("atendimento", params=NOVO, content=body, headers=label(content_type))

    assert_refused(response, MALFORMED, http=400)


@TODOS
def test_rule_5_the_last_of_repeated_keys_counts(api: Api) -> None:
    assert api.get("atendimento/todos?pagina=9&pagina=1").json()["paginacao"]["pagina_atual"] == 1

    twice = json.dumps(NOVO)[:-1] + ', "descricao": "um", "descricao": "dois"}'
    atendimento = opened(raw(api, twice))
    assert atendimento | with_text("dois") == atendimento


@ABRIR
def test_rule_5_json_may_be_a_hundred_levels_deep(api: Api) -> None:
    def nested(levels: int) -> str:
        """A request whose containers, the outermost included, are this many deep."""
        return json.dumps(NOVO)[:-1] + ', "parametros": ' + "[" * (levels - 1) + "]" * (levels - 1) + "}"

    assert_success(raw(api, nested(100)))
    assert_refused(raw(api, nested(101)), MALFORMED, http=400)
    assert_refused(raw(api, nested(100_000)), MALFORMED, http=400)


@ABRIR
def test_rule_5_bodies_beyond_two_mebibytes(api: Api) -> None:
    body = json.dumps(NOVO)

    assert_success(raw(api, body.ljust(2 * MIB)))
    for too_large in (body.ljust(2 * MIB + 1), form(**NOVO, x="x" * 2 * MIB)):
        assert_refused(raw(api, too_large), TOO_LARGE, http=413)


@pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento")
def test_rule_5_multipart_beyond_two_hundred_and_ten_mebibytes(api: Api, attachments: Attachments) -> None:
    part = b'--limite\r\nContent-Disposition: form-data; name="files[0]"; filename="a.bin"\r\n\r\n'
    headers = label("multipart/form-data; boundary=limite")

    response = api.post(ANEXO, content=part.ljust(210 * MIB + 1, b"x"), headers=headers)

    assert_refused(response, TOO_LARGE, http=413)
    assert attachments() == []


@pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento")
def test_rule_5_multipart_may_be_larger_than_other_bodies(api: Api) -> None:
    assert_success(api.post(ANEXO, **multipart(files={"files[0]": bytes(3 * MIB)})))


@ABRIR
def test_rule_5_a_text_has_no_limit_of_its_own(api: Api) -> None:
    text = "é" * (MIB // 2)

    atendimento = abrir(api, descricao=text)["atendimento"]

    assert atendimento | with_text(text) == atendimento


BRACKETS = {
    "parametros[jogo]": "x",
    "parametros[rede][ping]": "80ms",
    "parametros_ordem_servico[id_tipo_ordem_servico]": "15",
    "parametros_ordem_servico[ids_tecnicos][]": "5",
    "id_usuario_responsavel[0]": "22",
    "id_usuario_responsavel[1]": "56",
    "abrir_os": "1",
}


@ABRIR
@pytest.mark.parametrize("carrier", ["query", "form", "multipart"])
def test_rule_6_brackets(api: Api, rows: Rows, carrier: str) -> None:
    fields = NOVO | BRACKETS
    sending: dict[str, Sending] = {
        "query": {"params": fields},
        "form": {"data": fields},
        "multipart": multipart(fields),
    }

    atendimento = opened(api.post("atendimento", **sending[carrier]))

    assert stored(rows, atendimento) == {"jogo": "x", "rede": {"ping": "80ms"}}
    assert atendimento["usuario_responsavel"] == "Atendente 22, Bianca Couto"
    [order] = atendimento["ordens_servico"]
    assert order["tipo"] == "SUPORTE"
    sql = "SELECT id_usuario FROM ordem_servico_tecnico WHERE id_ordem_servico = :id"
    assert rows(sql, id=order["id_ordem_servico"]) == [{"id_usuario": 5}]


@ABRIR
def test_rule_6_numbered_brackets_are_a_list(api: Api) -> None:
    fields = {"abrir_os": "1", "parametros_ordem_servico[0][id_tipo_ordem_servico]": "15"}

    [order] = opened(api.post("atendimento", data=NOVO | fields))["ordens_servico"]

    assert order["tipo"] == "SUPORTE"


@TODOS
@pytest.mark.parametrize("name", ["tipo_atendimento[]", "tipo_atendimento%5B%5D"])
def test_rule_6_repeated_empty_brackets(api: Api, name: str) -> None:
    body = assert_success(api.get(f"atendimento/todos?{DEZEMBRO}&{name}=132&{name}=28"))

    assert body["paginacao"]["total_registros"] == 25


@ABRIR
@pytest.mark.parametrize("carrier", ["query", "form", "multipart"])
def test_rule_6_twenty_brackets_and_no_more(api: Api, carrier: str) -> None:
    def send(depth: int) -> Response:
        fields = NOVO | {"parametros" + "[a]" * depth: "x"}
        sending: dict[str, Sending] = {
            "query": {"params": fields},
            "form": {"data": fields},
            "multipart": multipart(fields),
        }
        return api.post("atendimento", **sending[carrier])

    assert_success(send(20))
    assert_refused(send(21), MALFORMED, http=400)
    assert_refused(send(2000), MALFORMED, http=400)


@ABRIR
@pytest.mark.parametrize("value", [11000, "11000", 11000.0])
def test_rule_7_integers(api: Api, value: Any) -> None:
    assert abrir(api, id_cliente_servico=value)["atendimento"]["servico"]["id_cliente_servico"] == 11000


@ABRIR
@pytest.mark.parametrize(
    "value", ["abc", "11000.0", "11000.5", 11000.5, "1e3", "0x10", "11 000", "1,2", True, False, [11000], {"a": 1}]
)
def test_rule_7_not_integers(api: Api, value: Any) -> None:
    response = api.post("atendimento", json=NOVO | {"id_cliente_servico": value})

    assert_invalid(response, "O campo id_cliente_servico deve ser do tipo integer")


@ABRIR
@pytest.mark.parametrize("value", [-5, 0, 10**18, 10**30, "9" * 30])
def test_rule_7_integers_that_name_nothing(api: Api, value: Any) -> None:
    response = api.post("atendimento", json=NOVO | {"id_cliente_servico": value})

    assert_invalid(response, "O valor selecionado para o campo id_cliente_servico é inválido.")


@pytest.mark.parametrize("digits", ["9223372036854775807", "9223372036854775808", "9" * 40])
@pytest.mark.parametrize(
    ("method", "path", "sending"),
    [
        ("PUT", "atendimento/", {"json": FECHAR}),
        ("POST", "atendimento/adicionar_mensagem/", {"json": {"mensagem": "oi"}}),
        ("POST", "atendimento/adicionar_anexo/", {"files": arquivos("files[0]")}),
    ],
)
def test_rule_7_digits_beyond_64_bits_in_the_path(
    api: Api, method: str, path: str, sending: Sending, digits: str
) -> None:
    assert_refused(api.request(method, path + digits, **sending), f"Atendimento de ID {digits} não encontrado")


@ABRIR
@pytest.mark.parametrize(
    ("value", "orders"),
    [(value, 1) for value in (True, 1, "true", "TRUE", "True", "1", "sim", "SIM", "Sim")]
    + [(value, 0) for value in (False, 0, "false", "FALSE", "0", "nao", "NAO", "não", "NÃO", "Não", "", None)],
)
def test_rule_8_booleans(api: Api, value: Any, orders: int) -> None:
    assert len(abrir(api, abrir_os=value)["atendimento"]["ordens_servico"]) == orders


@ABRIR
@pytest.mark.parametrize(("value", "orders"), [("true", 1), ("1", 1), ("sim", 1), ("false", 0), ("0", 0), ("não", 0)])
def test_rule_8_booleans_in_the_query(api: Api, value: str, orders: int) -> None:
    atendimento = opened(api.post("atendimento", params=NOVO | {"abrir_os": value}))

    assert len(atendimento["ordens_servico"]) == orders


@ABRIR
@pytest.mark.parametrize("value", ["talvez", "yes", "on", "2", 2, -1, 0.5, [1], {"a": True}])
def test_rule_8_not_booleans(api: Api, value: Any) -> None:
    response = api.post("atendimento", json=NOVO | {"abrir_os": value})

    assert_invalid(response, "O campo abrir_os deve ser verdadeiro ou falso.")


@pytest.mark.operation("GET cliente/atendimento")
@pytest.mark.parametrize(
    ("value", "found"),
    [(value, [110, 285]) for value in ("sim", "SIM", "true", "True", "1", "")]
    + [(value, [110, 285, 300]) for value in ("nao", "NAO", "não", "Não", "false", "0")],
)
def test_rule_9_flags(api: Api, value: str, found: list[int]) -> None:
    assert_success(api.put("atendimento/300", json=FECHAR))

    body = assert_success(api.get(f"{DE_BIANCA}&apenas_pendente={value}"), "suscess")

    assert ids(body["atendimentos"]) == found


@ABRIR
@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("22,56", "Atendente 22, Bianca Couto"),
        ("22, 56", "Atendente 22, Bianca Couto"),
        ("56,22", "Bianca Couto, Atendente 22"),
        (["22", "56"], "Atendente 22, Bianca Couto"),
        ([56, 22], "Bianca Couto, Atendente 22"),
        ([22, 56, 22, "56"], "Atendente 22, Bianca Couto"),
        ("22,56,22", "Atendente 22, Bianca Couto"),
        (22, "Atendente 22"),
        ("22", "Atendente 22"),
        (22.0, "Atendente 22"),
        ([], "IP Telecom"),
        ("", "IP Telecom"),
        (" , ,", "IP Telecom"),
        (None, "IP Telecom"),
    ],
)
def test_rule_10_lists_of_ids(api: Api, value: Any, names: str) -> None:
    assert abrir(api, id_usuario_responsavel=value)["atendimento"]["usuario_responsavel"] == names


@ABRIR
@pytest.mark.parametrize("value", ["22,abc", ["22", "x"], [22.5], [[22]], {"a": 22}, True, "22,999", [999]])
def test_rule_10_not_ids(api: Api, value: Any) -> None:
    assert_error(api.post("atendimento", json=NOVO | {"id_usuario_responsavel": value}), "id_usuario_responsavel")


@TODOS
@pytest.mark.parametrize(("value", "found"), [("132", 13), ("132,424242", 13), ("424242", 0), (",", 39), ("", 39)])
def test_rule_10_filters(api: Api, value: str, found: int) -> None:
    body = assert_success(api.get(f"atendimento/todos?{DEZEMBRO}&tipo_atendimento={value}"))

    assert body["paginacao"]["total_registros"] == found


OPTIONAL = [
    "email",
    "id_tipo_atendimento",
    "id_atendimento_status",
    "id_usuario_responsavel",
    "id_origem_contato",
    "id_disponibilidade",
    "abrir_os",
    "parametros",
    "parametros_ordem_servico",
    "parametros_fechamento",
]


@ABRIR
@pytest.mark.parametrize("empty", [None, ""])
def test_rule_11_empty_optional_parameters(api: Api, empty: Any) -> None:
    atendimento = abrir(api, **dict.fromkeys(OPTIONAL, empty))["atendimento"]

    assert atendimento["tipo_atendimento"] == "SAC"
    assert atendimento["status"] == "Aguardando Análise"
    assert atendimento["usuario_responsavel"] == "IP Telecom"
    assert bruto(api, atendimento["id_atendimento"])["email_contato"] is None


@ABRIR
@pytest.mark.parametrize(
    ("field", "empty"),
    [(field, empty) for field in ("id_cliente_servico", "descricao", "nome", "telefone") for empty in (None, "")]
    + [("descricao", "  "), ("nome", "\r\n\t")],
)
def test_rule_11_empty_required_parameters(api: Api, field: str, empty: Any) -> None:
    assert_invalid(api.post("atendimento", json=NOVO | {field: empty}), f"O campo {field} é obrigatório.")


@TODOS
def test_rule_12_unknown_parameters_and_relations(api: Api) -> None:
    plain = api.get("atendimento/todos").json()

    unknown = "xpto=1&id_cliente=abc&files[0]=x&page=3"
    assert api.get(f"atendimento/todos?{unknown}&relacoes=foo,,bar").json() == plain
    unknown_too = {"xpto": {"a": [1]}, "status": "Resolvido", "data_fechamento": "x"}
    assert abrir(api, **unknown_too)["atendimento"]["data_fechamento"] is None


@ABRIR
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  um  ", "um"),
        ("\n\tum\r\n", "um"),
        ("linha um\nlinha dois\r\n\r\nlinha três 🎮", "linha um\nlinha dois\r\n\r\nlinha três 🎮"),
        (37999112233, "37999112233"),
        (0, "0"),
        (-7, "-7"),
        (True, "true"),
        (False, "false"),
        ("a\u0001\u001b\u007f\u0085b", "a\u0001\u001b\u007f\u0085b"),
        ("<b>'; DROP TABLE atendimento; --</b>", "<b>'; DROP TABLE atendimento; --</b>"),
    ],
)
def test_rule_13_texts(api: Api, text: Any, kept: str) -> None:
    atendimento = opened(raw(api, json.dumps(NOVO | {"descricao": text})))

    assert atendimento | with_text(kept) == atendimento
    assert formatado(api, atendimento["protocolo"])["descricao_abertura"] == atendimento["descricao_abertura"]


@ABRIR
@pytest.mark.parametrize(
    ("escaped", "kept"),
    [
        (r"a\u0000b", "ab"),
        (r"\u0000a", "a"),
        (r"a\ud83db", "ab"),
        (r"a\ude00b", "ab"),
        (r"a\ude00\ud83db", "ab"),
        (r"\ud83d\ude00", "😀"),
    ],
)
def test_rule_13_what_no_text_may_hold_is_dropped(api: Api, escaped: str, kept: str) -> None:
    atendimento = opened(raw(api, json.dumps(NOVO | {"descricao": "@"}).replace('@"', f'{escaped}"', 1)))

    assert atendimento | with_text(kept) == atendimento


@ABRIR
def test_rule_13_texts_of_a_form(api: Api) -> None:
    atendimento = opened(raw(api, form(**NOVO | {"descricao": "  a\0b\n c  "})))

    assert atendimento | with_text("ab\n c") == atendimento


@ABRIR
@pytest.mark.parametrize("text", ["\u0000", "\ud83d"])
def test_rule_13_a_text_of_which_nothing_is_left(api: Api, text: str) -> None:
    assert_invalid(raw(api, json.dumps(NOVO | {"nome": text})), "O campo nome é obrigatório.")


@ABRIR
@pytest.mark.parametrize("field", ["descricao", "nome"])
@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_rule_13_not_texts(api: Api, field: str, value: Any) -> None:
    assert_invalid(api.post("atendimento", json=NOVO | {field: value}), f"O campo {field} deve ser um texto.")


@ABRIR
def test_rule_13_odd_characters_in_dynamic_parameters_break_nothing(api: Api) -> None:
    parametros = {"a\u0000": "x\u0000y", "b": "\ud83d"}

    assert_success(raw(api, json.dumps(NOVO | {"parametros": parametros})))


@TODOS
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("data_inicio=2022-12-29&data_fim=2022-12-29", [5448]),
        ("data_inicio=2022-12-29 18:08:33&data_fim=2022-12-29 18:08:33", [5448]),
        ("data_inicio=2022-12-29 18:08:34&data_fim=2022-12-29", []),
        ("data_inicio=2022-12-29&data_fim=2022-12-29 18:08:32", []),
        ("data_inicio=2022-12-28&data_fim=2022-12-29 18:08:33", [5448]),
    ],
)
def test_rule_16_dates_with_and_without_time(api: Api, query: str, found: list[int]) -> None:
    assert ids(assert_success(api.get(f"atendimento/todos?{query}"))["atendimentos"]) == found


@TODOS
@pytest.mark.parametrize(
    "date", ["31/12/2022", "2022-13-01", "2022-02-30", "hoje", "2022-12", "2022-12-31 25:00:00", "20221231", "0"]
)
@pytest.mark.parametrize("field", ["data_inicio", "data_fim"])
def test_rule_16_bad_dates(api: Api, field: str, date: str) -> None:
    assert_invalid(api.get(f"atendimento/todos?{field}={date}"), f"O campo {field} não é uma data válida.")


@TODOS
def test_rule_17_the_day_is_that_of_sao_paulo(api: Api, clock: Clock) -> None:
    clock.set("2026-01-15T23:30:00-03:00")
    atendimento = abrir(api)["atendimento"]

    assert atendimento["data_cadastro"] == "15/01/2026"
    assert listado(api, atendimento["id_atendimento"])["data_cadastro_timestamp"] == 1768530600000
    for day, found in [("2026-01-15", [atendimento["id_atendimento"]]), ("2026-01-16", [])]:
        body = assert_success(api.get(f"atendimento/todos?data_inicio={day}&data_fim={day}"))
        assert ids(body["atendimentos"]) == found


def test_rule_21_head_is_get_without_the_body(api: Api) -> None:
    for path in ("atendimento/todos", "atendimento/paginado/10", DE_BIANCA, "configuracao/disponibilidade"):
        head, get = api.head(path), api.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == get.headers["content-type"]

    assert api.head("atendimento").status_code == 405
    assert api.head("nada").status_code == 404
    assert api.anonymous.head("atendimento/todos").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/oauth/token",
        "atendimento",
        "atendimento/1",
        "atendimento/todos",
        "atendimento/paginado/10",
        MENSAGEM,
        ANEXO,
        "cliente/atendimento",
        "pbx/ligacao/notificar",
        "pbx/ligacao/cancelar",
        "configuracao/status_atendimento",
        "configuracao/disponibilidade",
        "nada",
        "/api/v1/nada",
    ],
)
def test_rule_21_options(api: Api, path: str) -> None:
    origin = {"Origin": "https://x.br"}

    for headers in ({}, origin, origin | {"Access-Control-Request-Method": "PUT"}):
        response = api.anonymous.options(path, headers=headers)
        assert (response.status_code, response.content) == (204, b"")


@pytest.mark.settings(cors_origins=["https://painel.exemplo.com.br"])
def test_rule_21_configured_origins(api: Api) -> None:
    for response in (
        api.get("configuracao/disponibilidade", headers={"Origin": "https://painel.exemplo.com.br"}),
        api.anonymous.options(
            "atendimento",
            headers={"Origin": "https://painel.exemplo.com.br", "Access-Control-Request-Method": "POST"},
        ),
    ):
        assert response.headers["access-control-allow-origin"] == "https://painel.exemplo.com.br"

    stranger = api.get("configuracao/disponibilidade", headers={"Origin": "https://outro.exemplo.com.br"})
    assert stranger.headers.get("access-control-allow-origin") not in ("*", "https://outro.exemplo.com.br")


KEY = {"Idempotency-Key": "3f0c-42"}
TABLES = (
    "atendimento usuarios_responsaveis atendimento_mensagem anexo ordem_servico ordem_servico_tecnico "
    "ordem_servico_disponibilidade atendimento_disponibilidade ligacao event idempotencia"
).split()

WRITES = {
    "POST atendimento": ("atendimento", {"json": NOVO}, {"json": NOVO | {"descricao": "outra"}}),
    "PUT atendimento/:id_atendimento": (
        "atendimento/300",
        {"json": {"descricao": "nova"}},
        {"json": {"descricao": "outra"}},
    ),
    "POST atendimento/adicionar_mensagem/:id_atendimento": (
        MENSAGEM,
        {"json": {"mensagem": "oi"}},
        {"json": {"mensagem": "outra"}},
    ),
    "POST atendimento/adicionar_anexo/:id_atendimento": (
        ANEXO,
        multipart(files={"files[0]": PNG}),
        multipart(files={"files[0]": PNG + b"x"}),
    ),
    "POST pbx/ligacao/notificar": (
        "pbx/ligacao/notificar",
        {"json": LIGACAO},
        {"json": LIGACAO | {"telefone": 37999990000}},
    ),
    "POST pbx/ligacao/cancelar": (
        "pbx/ligacao/cancelar",
        {"json": LIGACAO},
        {"json": LIGACAO | {"telefone": 37999990000}},
    ),
}
every_write = pytest.mark.parametrize(
    "operation",
    [pytest.param(operation, marks=pytest.mark.operation(operation)) for operation in WRITES],
)


def keyed(api: Api, operation: str, which: int = 0, query: str = "") -> Response:
    """One of the writes with the key: its request (0) or the same with other data (1)."""
    path, *requests = WRITES[operation]
    sending: Any = requests[which]
    headers = KEY | sending.get("headers", {})
    return api.request(operation.partition(" ")[0], f"{path}{query}", **sending | {"headers": headers})


def first(api: Api, operation: str) -> Response:
    """The first of the keyed requests; before a call is cancelled it rings."""
    if operation == "POST pbx/ligacao/cancelar":
        assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO))
    response = keyed(api, operation)
    assert_success(response)
    return response


def everything(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """All that a write might have written."""
    return {table: sorted(rows(f"SELECT * FROM {table}"), key=str) for table in TABLES}


@every_write
def test_rule_22_the_first_answer_again(api: Api, clock: Clock, rows: Rows, operation: str) -> None:
    answer = first(api, operation)
    written = everything(rows)
    clock.advance(seconds=24 * 3600 - 1)

    again = keyed(api, operation)

    assert (again.status_code, again.content) == (200, answer.content)
    assert again.headers["content-type"] == answer.headers["content-type"]
    assert everything(rows) == written


@every_write
@pytest.mark.parametrize("differs", ["body", "query"])
def test_rule_22_conflict(api: Api, rows: Rows, operation: str, differs: str) -> None:
    answer = first(api, operation)
    written = everything(rows)

    other = keyed(api, operation, 1) if differs == "body" else keyed(api, operation, query="?xpto=1")

    assert_refused(other, CONFLICT)
    assert everything(rows) == written
    assert keyed(api, operation).content == answer.content


@every_write
def test_rule_22_keys_belong_to_their_client(api: Api, operation: str) -> None:
    first(api, operation)

    assert_success(keyed(api.as_client(OBSERVADO), operation, 1))


def test_rule_22_keys_belong_to_their_path(api: Api, rows: Rows) -> None:
    for operation in WRITES:
        assert_success(keyed(api, operation))

    assert_success(api.post("atendimento/adicionar_mensagem/285", json={"mensagem": "oi"}, headers=KEY))
    assert len(rows("SELECT * FROM atendimento_mensagem WHERE id_atendimento IN (285, 300)")) == 2


def test_rule_22_a_question_remembers_nothing(api: Api) -> None:
    for size in (5, 6):
        body = assert_success(api.post("atendimento/paginado/10", json={"itens_por_pagina": size}, headers=KEY))
        assert len(body["atendimentos"]) == size


@every_write
def test_rule_22_keys_outlive_the_token(api: Api, operation: str) -> None:
    answer = first(api, operation)
    client = {"client_id": "3", "client_secret": "demo-segredo-3"}
    body = {"grant_type": "refresh_token", "refresh_token": api.refresh_token}
    token = api.anonymous.post("/oauth/token", json=body | client).json()["access_token"]

    assert keyed(api.with_token(token), operation).content == answer.content


@pytest.mark.parametrize(
    ("method", "path", "wrong", "right"),
    [
        ("POST", "atendimento", {"json": {}}, {"json": NOVO}),
        ("POST", "atendimento", {"content": "{"}, {"json": NOVO}),
        ("PUT", "atendimento/300", {"json": {"id_atendimento_status": 24}}, {"json": FECHAR}),
        ("POST", MENSAGEM, {"json": {}}, {"json": {"mensagem": "oi"}}),
        ("POST", ANEXO, {}, {"files": arquivos("files[0]")}),
        ("POST", "pbx/ligacao/notificar", {"json": {"ramal": 111}}, {"json": LIGACAO}),
        ("POST", "pbx/ligacao/cancelar", {"json": {"ramal": 111}}, {"json": LIGACAO}),
    ],
)
def test_rule_22_errors_are_not_remembered(
    api: Api, rows: Rows, method: str, path: str, wrong: Sending, right: Sending
) -> None:
    refused: Any = wrong | {"headers": KEY}
    accepted: Any = right | {"headers": KEY}

    assert api.request(method, path, **refused).json()["status"] == "error"
    assert rows("SELECT * FROM idempotencia") == []
    assert_success(api.request(method, path, **accepted))


@ABRIR
def test_rule_22_a_failure_is_not_remembered(api: Api, rows: Rows, break_after_insert: BreakAfterInsert) -> None:
    before = total(api)
    break_after_insert("ordem_servico")
    request = NOVO | {"abrir_os": True}

    assert api.post("atendimento", json=request, headers=KEY).status_code == 500
    assert rows("SELECT * FROM idempotencia") == []
    assert_success(api.post("atendimento", json=request, headers=KEY))
    assert total(api) == before + 1


@ABRIR
def test_rule_22_without_a_key_everything_is_done_again(api: Api) -> None:
    before = total(api)

    for _ in range(2):
        abrir(api)

    assert total(api) == before + 2


@pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento")
def test_rule_22_the_file_of_a_repeated_request_is_kept_once(api: Api, attachments: Attachments) -> None:
    first(api, "POST atendimento/adicionar_anexo/:id_atendimento")
    keyed(api, "POST atendimento/adicionar_anexo/:id_atendimento")

    assert len(attachments()) == 1


def test_rule_22_the_replay_survives_a_restart(api: Api, restart: Restart) -> None:
    answer = first(api, "POST atendimento")

    restart(now="2026-01-15T10:00:00-03:00")

    assert keyed(api, "POST atendimento").content == answer.content


COMPLEMENTOS = [DOCUMENTADO_COMPLEMENTOS, OBSERVADO_COMPLEMENTOS]
PLAIN = [DOCUMENTADO, OBSERVADO]


@ABRIR
@pytest.mark.parametrize("abrir_os", [False, True])
@pytest.mark.parametrize("client", COMPLEMENTOS + PLAIN)
def test_complements_of_an_opening(api: Api, client: int, abrir_os: bool) -> None:
    body = abrir(api.as_client(client), abrir_os=abrir_os)

    envelope = {"status", "msg", "atendimento"}
    if client in PLAIN:
        assert body.keys() == envelope
    else:
        copies = {"id_atendimento", "protocolo", "ordens_servico"}
        assert body.keys() == envelope | copies
        assert {key: body[key] for key in copies} == {key: body["atendimento"][key] for key in copies}


@pytest.mark.parametrize("client", COMPLEMENTOS + PLAIN)
@pytest.mark.parametrize(
    ("path", "sending", "keys"),
    [
        pytest.param(
            MENSAGEM,
            {"json": {"mensagem": "oi"}},
            {"status", "msg", "atendimento_mensagem"},
            marks=pytest.mark.operation("POST atendimento/adicionar_mensagem/:id_atendimento"),
        ),
        pytest.param(
            ANEXO,
            {"files": arquivos("files[0]")},
            {"status", "msg", "atendimento"},
            marks=pytest.mark.operation("POST atendimento/adicionar_anexo/:id_atendimento"),
        ),
    ],
)
def test_complements_of_what_is_added(api: Api, client: int, path: str, sending: Sending, keys: set[str]) -> None:
    body = assert_success(api.as_client(client).post(path, **sending))

    assert body.keys() == (keys if client in PLAIN else keys | {"success"})
    assert body.get("success") is (None if client in PLAIN else True)


@pytest.mark.parametrize("plain", PLAIN)
@pytest.mark.parametrize("path", ["atendimento/todos?itens_por_pagina=500", "atendimento/paginado/500"])
@pytest.mark.parametrize("dialect", ["", "page=1"])
def test_complements_of_the_lists(api: Api, plain: int, path: str, dialect: str) -> None:
    complemented = {DOCUMENTADO: DOCUMENTADO_COMPLEMENTOS, OBSERVADO: OBSERVADO_COMPLEMENTOS}[plain]
    path += ("&" if "?" in path else "?") + dialect

    expected = assert_success(api.as_client(plain).get(path))
    found = expected["atendimentos"]
    for item in found["data"] if isinstance(found, dict) else found:
        assert "id" not in item
        item["id"] = item["id_atendimento"]

    assert assert_success(api.as_client(complemented).get(path)) == expected


@pytest.mark.parametrize(("plain", "complemented"), list(zip(PLAIN, COMPLEMENTOS, strict=True)))
@pytest.mark.parametrize(
    ("method", "path", "sending"),
    [
        ("GET", DE_BIANCA, {}),
        ("GET", "configuracao/status_atendimento", {}),
        ("GET", "configuracao/disponibilidade", {}),
        ("POST", "pbx/ligacao/notificar", {"json": LIGACAO}),
        ("POST", "pbx/ligacao/cancelar", {"json": LIGACAO}),
        ("PUT", "atendimento/300", {"json": {"descricao": "nova"}}),
    ],
)
def test_complements_touch_nothing_else(
    api: Api, plain: int, complemented: int, method: str, path: str, sending: Sending
) -> None:
    expected = api.as_client(plain).request(method, path, **sending)

    assert api.as_client(complemented).request(method, path, **sending).json() == expected.json()


@pytest.mark.operation("GET atendimento/todos")
def test_the_profile_changes_neither_todos_nor_errors(api: Api) -> None:
    observed = api.as_client(OBSERVADO)

    assert observed.get("atendimento/todos").json() == api.get("atendimento/todos").json()
    assert observed.get("cliente/atendimento").json() == api.get("cliente/atendimento").json()
    assert api.anonymous.get("atendimento/todos").json() == UNAUTHENTICATED
