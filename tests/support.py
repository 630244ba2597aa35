"""What the tests share: the shapes of the fixtures, the usual requests, and how an answer is judged."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol, TypedDict, Unpack

PUBLISHED = Path(__file__).parent / "contract" / "published"
ABSENT = "<absent>"

VALIDATION = "Favor preencher os campos obrigatórios de acordo com as especificações"
MALFORMED = "O corpo da requisição não é um JSON válido"
TOO_LARGE = "O tamanho do envio excede o limite permitido"
NOT_OFFERED = "Método/endpoint não disponível"
CONFLICT = "A chave de idempotência já foi usada com outros dados"
UNAUTHENTICATED = {
    "status": "error",
    "msg": "Unauthenticated.",
    "errors": [],
    "message": "Unauthenticated.",
}

DOCUMENTADO, OBSERVADO = 3, 4
DOCUMENTADO_COMPLEMENTOS, OBSERVADO_COMPLEMENTOS = 5, 6

DEZEMBRO = "data_inicio=2022-12-01&data_fim=2022-12-31"
RELACOES = "cliente_servico,usuarios_responsaveis,atendimento_mensagem,checklists"
DE_BIANCA = "cliente/atendimento?busca=codigo_cliente&termo_busca=1204"

# The request of seed 001, on which most scenarios are changes.
NOVO: dict[str, Any] = {
    "id_cliente_servico": "11000",
    "descricao": "Abertura de atendimento de teste",
    "nome": "Nome do Usuário Solicitante",
    "telefone": "37999112233",
    "email": "teste@teste.com.br",
}
FECHAR: dict[str, Any] = {"fechar_atendimento": True, "parametros": [], "parametros_fechamento": []}
LIGACAO: dict[str, Any] = {"ramal": 111, "telefone": 37999912222}

BRUTO = (
    "id_atendimento protocolo id_cliente_servico id_tipo_atendimento id_usuario_abertura id_usuario_fechamento "
    "descricao_abertura descricao_fechamento data_cadastro data_fechamento ip_cadastro id_usuario_responsavel "
    "id_setor_responsavel destino status_fechamento id_motivo_fechamento_atendimento id_atendimento_status "
    "resultado_diagnostico nome_contato telefone_contato email_contato rascunho deleted_at id_origem_contato "
    "avaliacao comentario_avaliacao push_notification_enviado data_cadastro_br data_cadastro_timestamp "
    "data_fechamento_br data_fechamento_timestamp minutos_em_aberto tempo_restante percentual_tempo_restante "
    "percentual_color_class"
).split()

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

File = tuple[str, tuple[str | None, bytes | str] | tuple[str | None, bytes | str, str]]


class Sending(TypedDict, total=False):
    """What a request may carry."""

    json: Any
    params: Mapping[str, Any] | Sequence[tuple[str, Any]]
    data: Mapping[str, Any]
    content: bytes | str
    files: Sequence[File]
    headers: Mapping[str, str]


class Response(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def history(self) -> Sequence[Any]: ...
    @property
    def cookies(self) -> Mapping[str, str]: ...
    def json(self) -> Any: ...


class Api(Protocol):
    @property
    def token(self) -> str: ...
    @property
    def refresh_token(self) -> str: ...
    @property
    def anonymous(self) -> Api: ...
    def as_client(self, client_id: int) -> Api: ...
    def with_token(self, token: str) -> Api: ...
    def request(self, method: str, path: str, **sending: Unpack[Sending]) -> Response: ...
    def get(self, path: str, **sending: Unpack[Sending]) -> Response: ...
    def post(self, path: str, **sending: Unpack[Sending]) -> Response: ...
    def put(self, path: str, **sending: Unpack[Sending]) -> Response: ...
    def delete(self, path: str, **sending: Unpack[Sending]) -> Response: ...
    def options(self, path: str, **sending: Unpack[Sending]) -> Response: ...
    def head(self, path: str, **sending: Unpack[Sending]) -> Response: ...


class Clock(Protocol):
    def __call__(self) -> datetime: ...
    def set(self, moment: str) -> None: ...
    def advance(self, *, seconds: float) -> None: ...


class Rows(Protocol):
    def __call__(self, sql: str, **params: Any) -> list[dict[str, Any]]: ...


class Change(Protocol):
    """Runs one writing statement; the application sees what it did."""

    def __call__(self, sql: str, **params: Any) -> None: ...


class Happened(Protocol):
    def __call__(self) -> list[str]: ...


class Cli(Protocol):
    def __call__(self, *args: str) -> str: ...


class Attachments(Protocol):
    def __call__(self) -> list[Path]: ...


class Restart(Protocol):
    def __call__(self, *, now: str) -> None: ...


class BreakAfterInsert(Protocol):
    def __call__(self, table: str) -> None: ...


class Forbid(Protocol):
    """Takes a permission away from the API user."""

    def __call__(self, permission: str) -> None: ...


class AllowOnly(Protocol):
    """Admits OAuth client 3 from one source network only."""

    def __call__(self, network: str) -> None: ...


def published(name: str) -> Any:
    return json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))


def as_json(value: Any) -> Any:
    """A JSON column, which one database returns as text and the other as an object."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def differences(answer: Any, expected: Any, at: str = "") -> dict[str, Any]:
    """Where two JSON values differ in a key, a type or a value, with what the first one has there."""
    pairs: dict[Any, tuple[Any, Any]]
    if isinstance(answer, dict) and isinstance(expected, dict):
        pairs = {key: (answer.get(key, ABSENT), expected.get(key, ABSENT)) for key in answer | expected}
    elif isinstance(answer, list) and isinstance(expected, list):
        pairs = dict(enumerate(zip_longest(answer, expected, fillvalue=ABSENT)))
    else:
        return {} if type(answer) is type(expected) and answer == expected else {at: answer}
    found: dict[str, Any] = {}
    for key, (ours, theirs) in pairs.items():
        found |= differences(ours, theirs, f"{at}.{key}" if at else str(key))
    return found


def assert_success(response: Response, status: str = "success") -> Any:
    """HTTP 200 and the word of success; returns the body."""
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["status"] == status, response.text
    return body


def assert_refused(response: Response, msg: str, *errors: str, http: int = 200) -> None:
    """Exactly the error envelope with this sentence and these entries."""
    assert response.status_code == http, response.text
    assert response.json() == {"status": "error", "msg": msg, "errors": list(errors)}


def assert_invalid(response: Response, *errors: str) -> None:
    """A validation error with exactly these entries."""
    assert_refused(response, VALIDATION, *errors)


def assert_error(response: Response, name: str, *, entries: int = 1) -> None:
    """env-error(name), where the contract does not spell the whole entry."""
    assert response.status_code == 200, response.text
    body = response.json()
    assert body.keys() == {"status", "msg", "errors"}
    assert (body["status"], body["msg"], len(body["errors"])) == ("error", VALIDATION, entries), response.text
    assert any(name in entry for entry in body["errors"]), response.text


def abrir(api: Api, **changes: Any) -> Any:
    """Opens a ticket like seed 001's with some changes; returns the whole answer."""
    return assert_success(api.post("atendimento", json=NOVO | changes))


def bruto(api: Api, id_atendimento: int) -> Any:
    """The raw record of an open ticket, through an edit that changes nothing."""
    return assert_success(api.put(f"atendimento/{id_atendimento}", json={"parametros": []}))["atendimento"]


def listado(api: Api, id_atendimento: int, relacoes: str = "") -> Any:
    """A ticket as `atendimento/todos` lists it."""
    body = assert_success(api.get(f"atendimento/todos?itens_por_pagina=500&relacoes={relacoes}"))
    [item] = [item for item in body["atendimentos"] if item["id_atendimento"] == id_atendimento]
    return item


def formatado(api: Api, protocolo: str) -> Any:
    """A ticket, open or closed, as `cliente/atendimento` shows it to C-doc."""
    path = f"cliente/atendimento?busca=protocolo&termo_busca={protocolo}&apenas_pendente=nao"
    [item] = assert_success(api.get(path), "suscess")["atendimentos"]
    return item


def total(api: Api) -> int:
    """How many tickets there are."""
    body = assert_success(api.get("atendimento/todos?itens_por_pagina=1"))
    return int(body["paginacao"]["total_registros"])


def ids(items: list[dict[str, Any]]) -> list[int]:
    return [item["id_atendimento"] for item in items]


def arquivos(*fields: str, content: bytes = PNG) -> list[File]:
    """One a.png for each field name."""
    return [(field, ("a.png", content, "image/png")) for field in fields]


def multipart(fields: Mapping[str, str] | None = None, files: Mapping[str, bytes] | None = None) -> Sending:
    """A multipart body whose boundary does not change from call to call."""
    parts = [f'Content-Disposition: form-data; name="{k}"\r\n\r\n{v}'.encode() for k, v in (fields or {}).items()]
    parts += [
        f'Content-Disposition: form-data; name="{k}"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'.encode() + v
        for k, v in (files or {}).items()
    ]
    body = b"".join(b"--limite\r\n" + part + b"\r\n" for part in parts) + b"--limite--\r\n"
    return {"content": body, "headers": {"Content-Type": "multipart/form-data; boundary=limite"}}
