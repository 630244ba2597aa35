"""The classes of errors, their texts, the order of the checks, and that an error leaves nothing behind."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.server import Server
from tests.support import (
    CONFLICT,
    DE_BIANCA,
    DOCUMENTADO,
    FECHAR,
    LIGACAO,
    MALFORMED,
    NOT_OFFERED,
    NOVO,
    OBSERVADO,
    PNG,
    TOO_LARGE,
    UNAUTHENTICATED,
    VALIDATION,
    AllowOnly,
    Api,
    Attachments,
    Forbid,
    Response,
    Rows,
    Sending,
    arquivos,
    assert_invalid,
    assert_refused,
    assert_success,
    multipart,
)

NOT_PERMITTED = "O Usuário não possui a permissão desejada!"
NOT_ADMITTED = "Host not in allowlist"
LIMIT = "O limite máximo de resultados é de 50 itens"
MENSAGEM = "atendimento/adicionar_mensagem/300"
ANEXO = "atendimento/adicionar_anexo/300"
ROUTE = "configuracao/disponibilidade"
BROKEN: Sending = {"content": "{"}
KEY = {"Idempotency-Key": "k1"}

# Every operation of tier 1 but the token route, with a request that succeeds and the permission it needs
# (the tickets of a client: one of two, the contract does not say which).
OPERATIONS: dict[str, tuple[str, Sending, set[str]]] = {
    "GET atendimento/paginado/:quantidade": ("atendimento/paginado/10", {}, {"atendimento.ler"}),
    "POST atendimento/paginado/:quantidade": ("atendimento/paginado/10", {"json": {"pagina": 0}}, {"atendimento.ler"}),
    "GET atendimento/todos": ("atendimento/todos", {}, {"atendimento.ler"}),
    "POST atendimento": ("atendimento", {"json": NOVO}, {"atendimento.escrever"}),
    "PUT atendimento/:id_atendimento": ("atendimento/300", {"json": FECHAR}, {"atendimento.escrever"}),
    "POST atendimento/adicionar_mensagem/:id_atendimento": (
        MENSAGEM,
        {"json": {"mensagem": "oi"}},
        {"atendimento.escrever"},
    ),
    "POST atendimento/adicionar_anexo/:id_atendimento": (
        ANEXO,
        {"files": arquivos("files[0]")},
        {"atendimento.escrever"},
    ),
    "GET cliente/atendimento": (DE_BIANCA, {}, {"cliente.ler", "atendimento.ler"}),
    "POST pbx/ligacao/notificar": ("pbx/ligacao/notificar", {"json": LIGACAO}, {"pbx"}),
    "POST pbx/ligacao/cancelar": ("pbx/ligacao/cancelar", {"json": LIGACAO}, {"pbx"}),
    "GET configuracao/status_atendimento": ("configuracao/status_atendimento", {}, {"configuracao.ler"}),
    "GET configuracao/disponibilidade": ("configuracao/disponibilidade", {}, {"configuracao.ler"}),
}
PERMISSIONS = {
    "atendimento.ler",
    "atendimento.escrever",
    "ordem_servico.ler",
    "ordem_servico.escrever",
    "cliente.ler",
    "pbx",
    "configuracao.ler",
    "configuracao.escrever",
}
every_operation = pytest.mark.parametrize(
    "operation",
    [pytest.param(operation, marks=pytest.mark.operation(operation)) for operation in OPERATIONS],
)


def send(api: Api, operation: str) -> Response:
    path, sending, _ = OPERATIONS[operation]
    return api.request(operation.partition(" ")[0], path, **sending)


def assert_unauthenticated(response: Response) -> None:
    assert (response.status_code, response.json()) == (401, UNAUTHENTICATED)


@every_operation
def test_no_token(api: Api, operation: str) -> None:
    assert_unauthenticated(send(api.anonymous, operation))


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer xyz", "Basic {token}", "{token}", "Token {token}", "Bearer {token}x"],
)
def test_dead_tokens(api: Api, authorization: str) -> None:
    header = {"Authorization": authorization.format(token=api.token)}

    assert_unauthenticated(api.anonymous.get(ROUTE, headers=header))


def test_a_token_outside_the_header_does_not_count(api: Api) -> None:
    token = {"access_token": api.token, "token": api.token, "Authorization": f"Bearer {api.token}"}

    assert_unauthenticated(api.anonymous.get(ROUTE, params=token))
    assert_unauthenticated(api.anonymous.post("atendimento", json=NOVO | token))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_word_bearer_has_no_case(api: Api, scheme: str) -> None:
    response = api.anonymous.get(ROUTE, headers={"Authorization": f"{scheme} {api.token}"})

    assert response.status_code == 200


@every_operation
def test_permission(api: Api, forbid: Forbid, operation: str) -> None:
    for permission in OPERATIONS[operation][2]:
        forbid(permission)

    assert_refused(send(api, operation), NOT_PERMITTED, http=403)


@every_operation
def test_other_permissions_are_not_needed(api: Api, forbid: Forbid, operation: str) -> None:
    for permission in PERMISSIONS - OPERATIONS[operation][2]:
        forbid(permission)

    assert send(api, operation).json()["status"] in ("success", "suscess")


@every_operation
def test_network(api: Api, allow_only: AllowOnly, operation: str) -> None:
    allow_only("203.0.113.0/24")

    assert_refused(send(api, operation), NOT_ADMITTED, http=403)


def test_the_network_of_one_client_is_no_matter_of_another(api: Api, allow_only: AllowOnly) -> None:
    allow_only("203.0.113.0/24")

    assert api.as_client(OBSERVADO).get(ROUTE).status_code == 200


@pytest.mark.parametrize(
    ("address", "network", "admitted"),
    [
        ("203.0.113.7", "203.0.113.0/24", True),
        ("::ffff:203.0.113.7", "203.0.113.0/24", True),
        ("::FFFF:cb00:7107", "203.0.113.0/24", True),
        ("::ffff:203.0.114.7", "203.0.113.0/24", False),
        ("203.0.113.7", "::/0", False),
        ("2001:db8::1", "2001:db8::/32", True),
        ("2001:db8::1", "0.0.0.0/0", False),
        ("no-address", "0.0.0.0/0", False),
    ],
)
def test_networks_admit_addresses_however_a_proxy_writes_them(
    api: Api, server: Server, allow_only: AllowOnly, rows: Rows, address: str, network: str, admitted: bool
) -> None:
    allow_only(network)
    server.client._transport.client = (address, 50000)  # type: ignore[attr-defined]

    response = api.post("atendimento", json=NOVO)

    if admitted:
        assert_success(response)
        [row] = rows("SELECT ip_cadastro FROM atendimento ORDER BY id_atendimento DESC LIMIT 1")
        assert row["ip_cadastro"] == address if ":" not in address or "f:" not in address.lower() else "203.0.113.7"
    else:
        assert_refused(response, NOT_ADMITTED, http=403)


@pytest.mark.parametrize(
    "path",
    ["cliente/999", "nada", "atendimento/300/nada", "pbx/ligacao", "/api/v1/nada", "/api/v2/atendimento", "/oauth/x"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_unknown_path(api: Api, method: str, path: str) -> None:
    assert_refused(api.request(method, path), NOT_OFFERED, http=404)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/oauth/token", {"POST"}),
        ("atendimento", {"POST"}),
        ("atendimento/300", {"PUT"}),
        ("atendimento/paginado/10", {"GET", "POST"}),
        (MENSAGEM, {"POST"}),
        (ANEXO, {"POST"}),
        ("cliente/atendimento", {"GET"}),
        ("pbx/ligacao/notificar", {"POST"}),
        ("pbx/ligacao/cancelar", {"POST"}),
        ("configuracao/status_atendimento", {"GET"}),
        ("configuracao/disponibilidade", {"GET"}),
    ],
)
def test_method_not_offered(api: Api, path: str, methods: set[str]) -> None:
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - methods:
        response = api.request(method, path)
        assert_refused(response, NOT_OFFERED, http=405)
        allowed = {word.strip() for word in response.headers["allow"].split(",")}
        assert methods <= allowed <= methods | {"HEAD", "OPTIONS"}


def test_todos_is_only_read(api: Api) -> None:
    response = api.delete("atendimento/todos")

    assert_refused(response, NOT_OFFERED, http=405)
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "atendimento"),
        ("PUT", "atendimento/300"),
        ("POST", MENSAGEM),
        ("POST", ANEXO),
        ("POST", "atendimento/paginado/10"),
        ("POST", "pbx/ligacao/notificar"),
        ("POST", "pbx/ligacao/cancelar"),
    ],
)
def test_unreadable_and_oversized_bodies(api: Api, method: str, path: str) -> None:
    assert_refused(api.request(method, path, **BROKEN), MALFORMED, http=400)
    assert_refused(api.request(method, path, content=b"{}".ljust(2 * 1024 * 1024 + 1)), TOO_LARGE, http=413)


def assert_limited(responses: list[Response]) -> None:
    """The first of many requests is answered, a later one is not."""
    assert responses[0].status_code == 200
    refused = [response for response in responses if response.status_code != 200]
    assert refused
    for response in refused:
        body = response.json()
        assert response.status_code == 429
        assert body == {
            "status": "error",
            "msg": "Too Many Attempts.",
            "errors": [],
            "retry_after": body["retry_after"],
        }
        assert type(body["retry_after"]) is int
        assert body["retry_after"] > 0
        assert response.headers["retry-after"] == str(body["retry_after"])


@pytest.mark.settings(rate_limit=True, rate_per_second=1, rate_burst=2)
def test_rate_limit(api: Api) -> None:
    other = api.as_client(OBSERVADO)

    assert_limited([api.get(ROUTE) for _ in range(20)])
    assert other.get(ROUTE).status_code == 200  # counted per client
    assert_refused(api.get("nada"), NOT_OFFERED, http=404)  # the route is looked at first


@pytest.mark.operation("POST /oauth/token")
@pytest.mark.settings(rate_limit=True, rate_token_per_minute=5, rate_token_burst=5)
def test_rate_limit_of_the_token_route(api: Api) -> None:
    body = {
        "grant_type": "password",
        "client_id": "3",
        "client_secret": "demo-segredo-3",
        "username": "api@provedor.com.br",
        "password": "demo",
    }

    assert api.get(ROUTE).status_code == 200

    assert_limited([api.anonymous.post("/oauth/token", json=body) for _ in range(20)])
    assert api.get(ROUTE).status_code == 200


def test_no_rate_limit_unless_switched_on(api: Api) -> None:
    assert {api.get(ROUTE).status_code for _ in range(60)} == {200}


def text(operation: str, path: str, sending: Sending, *entries: str) -> Any:
    return pytest.param(
        operation.partition(" ")[0], path, sending, entries, marks=pytest.mark.operation(operation), id=entries[0]
    )


NEW = "POST atendimento"
EDIT = "PUT atendimento/:id_atendimento"
CALL = "POST pbx/ligacao/notificar"
TEXTS = [
    text(NEW, "atendimento", {"json": NOVO | {"nome": ""}}, "O campo nome é obrigatório."),
    text(
        NEW,
        "atendimento",
        {"json": NOVO | {"id_origem_contato": "x"}},
        "O campo id_origem_contato deve ser do tipo integer",
    ),
    text(
        "GET cliente/atendimento",
        f"{DE_BIANCA}&order_type=x",
        {},
        "O campo order_type ao ser preenchido, deve conter um dos seguintes valores: asc,desc",
    ),
    text(
        NEW,
        "atendimento",
        {"json": NOVO | {"id_tipo_atendimento": 9}},
        "O valor selecionado para o campo id_tipo_atendimento é inválido.",
    ),
    text(NEW, "atendimento", {"json": NOVO | {"telefone": "1"}}, "O campo telefone não possui um valor válido."),
    text(
        EDIT,
        "atendimento/300",
        {"json": {"fechar_atendimento": 7}},
        "O campo fechar_atendimento deve ser verdadeiro ou falso.",
    ),
    text(NEW, "atendimento", {"json": NOVO | {"email": "x@"}}, "O campo email deve ser um endereço de e-mail válido."),
    text("GET atendimento/todos", "atendimento/todos?data_fim=x", {}, "O campo data_fim não é uma data válida."),
    text(
        "GET atendimento/todos",
        "atendimento/todos?data_inicio=2026-01-02&data_fim=2026-01-01",
        {},
        "O campo data_fim deve ser uma data maior ou igual a data_inicio.",
    ),
    text("GET cliente/atendimento", f"{DE_BIANCA}&limit=0", {}, "O campo limit deve ser no mínimo 1."),
    text(
        "GET atendimento/todos",
        "atendimento/todos?itens_por_pagina=501",
        {},
        "O campo itens_por_pagina deve ser no máximo 500.",
    ),
    text(
        "POST atendimento/adicionar_mensagem/:id_atendimento",
        MENSAGEM,
        {"json": {"mensagem": "x" * 65536}},
        "O campo mensagem deve conter no máximo 65535 caracteres.",
    ),
    text(
        "POST atendimento/adicionar_mensagem/:id_atendimento",
        MENSAGEM,
        {"json": {"mensagem": {"a": 1}}},
        "O campo mensagem deve ser um texto.",
    ),
    text(
        "POST atendimento/adicionar_anexo/:id_atendimento",
        ANEXO,
        {"files": arquivos(*["files[]"] * 21)},
        "O campo files deve ter no máximo 20 itens.",
    ),
    text(
        "POST atendimento/adicionar_anexo/:id_atendimento",
        ANEXO,
        {"files": arquivos("files[]", content=b"")},
        "O campo files.0 não possui um valor válido.",
    ),
    text(CALL, "pbx/ligacao/notificar", {"json": LIGACAO | {"ramal": "x"}}, "O campo ramal deve ser um número."),
    text(
        CALL,
        "pbx/ligacao/notificar",
        {"json": {"identificador_interno": "á", "telefone": 37999912222}},
        "O campo identificador_interno deve conter apenas letras e números.",
    ),
    text(EDIT, "atendimento/300", {"json": {"parametros": "x"}}, "O campo parametros deve ser um objeto."),
    text(
        CALL,
        "pbx/ligacao/notificar",
        {"json": {"telefone": 37999912222}},
        "O campo ramal é obrigatório quando identificador_interno não está presente.",
        "O campo identificador_interno é obrigatório quando ramal não está presente.",
    ),
]


@pytest.mark.parametrize(("method", "path", "sending", "entries"), TEXTS)
def test_text(api: Api, method: str, path: str, sending: Sending, entries: tuple[str, ...]) -> None:
    assert_invalid(api.request(method, path, **sending), *entries)


ALL_AT_ONCE: dict[str, Any] = {
    "id_cliente_servico": "abc",
    "descricao": ["a"],
    "nome": "",
    "telefone": "1",
    "email": "x",
    "id_tipo_atendimento": 999,
    "id_atendimento_status": "x",
    "id_usuario_responsavel": "999",
    "id_origem_contato": 999,
    "id_disponibilidade": "9",
    "abrir_os": "talvez",
    "parametros": "texto",
    "parametros_ordem_servico": 7,
    "parametros_fechamento": True,
}


@pytest.mark.operation("POST atendimento")
@pytest.mark.parametrize("order", [1, -1])
def test_every_fault_is_named_in_the_order_of_the_table(api: Api, order: int) -> None:
    sent = dict(list(ALL_AT_ONCE.items())[::order])

    body = api.post("atendimento", json=sent).json()

    assert body["msg"] == VALIDATION
    named = [re.search(r"campo (\w+)", entry) for entry in body["errors"]]
    assert [match and match.group(1) for match in named] == list(ALL_AT_ONCE)


@pytest.mark.operation("POST pbx/ligacao/notificar")
def test_every_fault_of_a_call(api: Api) -> None:
    body = {"ligacao_params": 1, "id_cliente": 999999, "telefone": "x", "ramal": "x"}

    assert_invalid(
        api.post("pbx/ligacao/notificar", json=body),
        "O campo ramal deve ser um número.",
        "O campo telefone deve ser um número.",
        "O valor selecionado para o campo id_cliente é inválido.",
        "O campo ligacao_params deve ser um objeto.",
    )


@pytest.mark.operation("GET cliente/atendimento")
def test_every_fault_of_a_question(api: Api) -> None:
    assert_invalid(
        api.get(f"{DE_BIANCA}&data_fim=x&data_inicio=y&order_type=z&limit=0"),
        "O campo limit deve ser no mínimo 1.",
        "O campo order_type ao ser preenchido, deve conter um dos seguintes valores: asc,desc",
        "O campo data_inicio não é uma data válida.",
        "O campo data_fim não é uma data válida.",
    )


@pytest.mark.parametrize(
    ("method", "path", "http"),
    [("GET", "nada", 404), ("GET", "atendimento", 405), ("PUT", "atendimento", 405)],
)
def test_1_the_route_before_the_token(api: Api, method: str, path: str, http: int) -> None:
    assert_refused(api.anonymous.request(method, path, **BROKEN), NOT_OFFERED, http=http)


def test_1_options_before_the_token(api: Api) -> None:
    assert api.anonymous.options("atendimento/abc", **BROKEN).status_code == 204


@pytest.mark.settings(rate_limit=True, rate_per_second=1, rate_burst=1)
def test_2_the_rate_limit_before_the_body(api: Api) -> None:
    assert {api.post("atendimento", **BROKEN).status_code for _ in range(20)} == {400, 429}


@pytest.mark.parametrize(
    ("path", "sending"),
    [
        ("atendimento", BROKEN),
        ("atendimento", {"json": {}}),
        ("atendimento", {"content": b"{}".ljust(2 * 1024 * 1024 + 1)}),
        ("atendimento/adicionar_mensagem/999999", {"json": {}}),
        ("atendimento/adicionar_mensagem/abc", {}),
    ],
    ids=["unreadable", "invalid", "too large", "not found", "no id"],
)
def test_3_the_token_before_the_rest(api: Api, path: str, sending: Sending) -> None:
    assert_unauthenticated(api.with_token("xyz").post(path, **sending))


def test_4_the_permission_before_the_body(api: Api, forbid: Forbid) -> None:
    forbid("atendimento.escrever")

    assert_refused(api.post("atendimento", **BROKEN), NOT_PERMITTED, http=403)
    assert_refused(api.put("atendimento/999999", json={}), NOT_PERMITTED, http=403)


def test_4_the_network_before_the_body(api: Api, allow_only: AllowOnly) -> None:
    allow_only("203.0.113.0/24")

    assert_refused(api.post("atendimento", **BROKEN), NOT_ADMITTED, http=403)


def test_4_the_permission_before_a_stored_answer(api: Api, forbid: Forbid) -> None:
    assert_success(api.post("atendimento", json=NOVO, headers=KEY))
    forbid("atendimento.escrever")

    assert_refused(api.post("atendimento", json=NOVO, headers=KEY), NOT_PERMITTED, http=403)


def test_5_the_body_before_the_key_and_the_record(api: Api) -> None:
    assert_success(api.put("atendimento/300", json={"descricao": "nova"}, headers=KEY))

    assert_refused(api.put("atendimento/300", content="{", headers=KEY), MALFORMED, http=400)
    for path in ("atendimento/999999", "atendimento/abc"):
        assert_refused(api.put(path, **BROKEN), MALFORMED, http=400)


def test_6_the_key_before_validation_and_rules(api: Api) -> None:
    assert_success(api.put("atendimento/300", json=FECHAR, headers=KEY))

    assert_success(api.put("atendimento/300", json=FECHAR, headers=KEY))  # and not "já está fechado"
    for body in ({}, {"fechar_atendimento": "x"}, {"fechar_atendimento": True}):
        assert_refused(api.put("atendimento/300", json=body, headers=KEY), CONFLICT)


@pytest.mark.parametrize(
    ("method", "path", "sending"),
    [
        ("PUT", "atendimento/{id}", {"json": {}}),
        ("PUT", "atendimento/{id}", {"json": {"fechar_atendimento": "x", "parametros": 1}}),
        ("POST", "atendimento/adicionar_mensagem/{id}", {"json": {}}),
        ("POST", "atendimento/adicionar_anexo/{id}", {}),
    ],
)
def test_7_the_record_before_the_parameters(api: Api, method: str, path: str, sending: Sending) -> None:
    unknown = api.request(method, path.format(id=999999), **sending)
    assert_refused(unknown, "Atendimento de ID 999999 não encontrado")

    no_id = api.request(method, path.format(id="abc"), **sending)
    assert_invalid(no_id, "O campo id_atendimento deve ser do tipo integer")


@pytest.mark.operation("GET cliente/atendimento")
@pytest.mark.parametrize("client", [DOCUMENTADO, OBSERVADO])
@pytest.mark.parametrize(
    ("query", "msg"),
    [
        ("limit=51&order_by=x", "Favor preencher o atributo (busca)"),
        ("termo_busca=1204&limit=51", "Favor preencher o atributo (busca)"),
        (
            "busca=mac&limit=51&order_by=x",
            (
                "O tipo de busca (mac) não é válido | Valores aceitos para esse campo: "
                "codigo_cliente,cpf_cnpj,id_cliente_servico,protocolo"
            ),
        ),
        ("busca=protocolo&limit=51&order_by=x", "Favor preencher o atributo (termo_busca)"),
        ("busca=protocolo&termo_busca=1&limit=51&order_by=x", LIMIT),
    ],
)
def test_8_the_search_each_alone(api: Api, client: int, query: str, msg: str) -> None:
    assert_refused(api.as_client(client).get(f"cliente/atendimento?{query}"), msg)


def test_9_validation_before_the_rules(api: Api) -> None:
    assert_success(api.put("atendimento/300", json=FECHAR))

    response = api.put("atendimento/300", json={"fechar_atendimento": "x"})
    assert_invalid(response, "O campo fechar_atendimento deve ser verdadeiro ou falso.")

    assert_invalid(api.post(MENSAGEM, json={}), "O campo mensagem é obrigatório.")

    not_linked = {"parametros_fechamento": {"id_motivo_fechamento_atendimento": 200}, "nome": ""}
    assert_invalid(api.post("atendimento", json=NOVO | not_linked), "O campo nome é obrigatório.")


@pytest.mark.operation("PUT atendimento/:id_atendimento")
def test_11_the_first_broken_rule_wins(api: Api) -> None:
    motive = {"parametros_fechamento": {"id_motivo_fechamento_atendimento": 200}}
    kind = motive | {"id_tipo_atendimento": 150, "fechar_atendimento": True}
    status = kind | {"id_atendimento_status": 24}

    for body, msg in [
        (status, "Não é possível alterar o status e fechar o atendimento ao mesmo tempo"),
        (kind, "Não é possível alterar o tipo de atendimento e fechar o atendimento ao mesmo tempo"),
        (
            motive | {"fechar_atendimento": True},
            "O motivo de fechamento informado não está vinculado ao tipo do atendimento",
        ),
    ]:
        assert_refused(api.put("atendimento/300", json=body), msg)

    assert_success(api.put("atendimento/300", json=FECHAR))
    for body in (status, {"id_atendimento_status": 24, "fechar_atendimento": False}, {"descricao": "nova"}):
        closed = "O atendimento de protocolo 201811161058216 já está fechado"
        assert_refused(api.put("atendimento/300", json=body), closed)


TABLES = (
    "atendimento usuarios_responsaveis atendimento_mensagem anexo ordem_servico ordem_servico_tecnico "
    "ordem_servico_disponibilidade atendimento_disponibilidade ligacao event idempotencia"
).split()

FAULTS: list[tuple[str, str, Sending]] = [
    ("POST", "atendimento", {"json": NOVO | {"id_origem_contato": 999, "abrir_os": True}}),
    ("POST", "atendimento", {"json": NOVO | {"parametros_fechamento": {"id_motivo_fechamento_atendimento": 200}}}),
    (
        "POST",
        "atendimento",
        {"json": NOVO | {"abrir_os": True, "parametros_ordem_servico": {"ids_tecnicos": "5,999"}}},
    ),
    ("POST", "atendimento", BROKEN),
    ("PUT", "atendimento/300", {"json": {"descricao": "nova", "id_atendimento_status": 3, "fechar_atendimento": True}}),
    ("PUT", "atendimento/300", {"json": {"descricao": "nova", "id_tipo_atendimento": 999}}),
    (
        "PUT",
        "atendimento/300",
        {
            "json": {
                "parametros": {"a": 1},
                "fechar_atendimento": True,
                "parametros_fechamento": {"id_motivo_fechamento_atendimento": 200},
            }
        },
    ),
    ("PUT", "atendimento/999999", {"json": FECHAR}),
    ("POST", MENSAGEM, {"json": {"mensagem": ["x"]}}),
    ("POST", ANEXO, multipart(files={"files[0]": PNG, "files[1]": b""})),
    ("POST", "pbx/ligacao/notificar", {"json": {"ramal": 111, "id_cliente": 999999}}),
    ("POST", "pbx/ligacao/cancelar", {"json": LIGACAO | {"ligacao_params": 1}}),
]


@pytest.mark.parametrize(("method", "path", "sending"), FAULTS)
@pytest.mark.parametrize("who", ["known", "unknown"])
def test_an_error_stores_nothing(
    api: Api, rows: Rows, attachments: Attachments, method: str, path: str, sending: Any, who: str
) -> None:
    before = [sorted(rows(f"SELECT * FROM {table}"), key=str) for table in TABLES]
    client = api if who == "known" else api.anonymous

    response = client.request(method, path, **sending | {"headers": KEY | sending.get("headers", {})})

    assert response.json()["status"] == "error"
    assert [sorted(rows(f"SELECT * FROM {table}"), key=str) for table in TABLES] == before
    assert attachments() == []
