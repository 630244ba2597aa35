"""The document itself, from the routes: what each asks, what it answers, and the examples of the contract."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from plantao.acesso.api import token
from plantao.acesso.contract import OAuthErro, PedidoToken, TokenReply
from plantao.acesso.guard import SUSCESS, suscess
from plantao.documentation import refusals, schemas
from plantao.documentation.refusals import REFUSED, Erro
from plantao.documentation.schemas import Schema, as_text, is_object, ref
from plantao.kit.route import Tx
from plantao.kit.sentences import VALIDACAO, frase
from plantao.kit.storage import Incoming
from plantao.kit.wire import JSON, Contract, Reply

HERE = Path(__file__).parent
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
TOKEN_URL = "/oauth/token"  # noqa: S105 - a path

TAGS = {
    "oauth": "O token que todas as outras rotas pedem.",
    "atendimento": "Abrir, editar, fechar e listar atendimentos; mensagens e anexos.",
    "cliente": "O que é de um cliente.",
    "configuracao": "As listas de que vêm os identificadores usados nas outras rotas.",
    "pbx": "A central telefônica avisa das ligações.",
}
IN_PATH = {"id_atendimento": "Identificador do atendimento"}
KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "Chave escolhida por quem chama, por exemplo, um UUID. A repetição com a mesma chave e os mesmos dados recebe "
        "a primeira resposta de sucesso e não grava nada; com outros dados, é recusada."
    ),
    "schema": {"type": "string", "minLength": 1},
}
SECURITY: Schema = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "O `access_token` de `POST /oauth/token`."},
    "senha": {
        "type": "oauth2",
        "description": 'Aqui na página, escolha "Request body" em "Client credentials location".',
        "flows": {"password": {"tokenUrl": TOKEN_URL, "refreshUrl": TOKEN_URL, "scopes": {}}},
    },
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path: what its route says of itself."""

    method: str
    path: str
    summary: str
    contract: type[Contract] | None
    replies: tuple[type[Reply], ...]
    writes: bool = False
    files: bool = False
    misspelt: bool = False

    @property
    def tag(self) -> str:
        """The noun it belongs to."""
        return self.name.partition("/")[0]

    @property
    def name(self) -> str:
        """Its path without what all of its face share."""
        return self.path.removeprefix("/api/v1/integracao").removeprefix("/")

    @property
    def refused(self) -> list[int]:
        """The HTTP statuses it may refuse with, in the shapes all routes share."""
        if self.path == TOKEN_URL:
            return [413, 429, 500]
        return [status for status in REFUSED if self.in_path or status not in (404, 405)]

    @property
    def in_path(self) -> list[str]:
        """The parameters in its path."""
        return re.findall(r"{(\w+)}", self.path)


def document(faces: Mapping[str, FastAPI]) -> Schema:
    """The OpenAPI of the faces mounted under these paths."""
    found = list(operations(faces))
    contracts = schemas.of_contracts({o.contract for o in found if o.contract})
    examples = json.loads((HERE / "examples.json").read_text(encoding="utf-8"))
    paths: dict[str, Schema] = {}
    for operation in found:
        described = _Described(operation, contracts, examples.get(f"{operation.method} {operation.name}", {}))
        paths.setdefault(operation.path, {})[operation.method.lower()] = described.document()
    asked, answered = _asked(contracts, paths), _answered(found)
    assert not asked.keys() & answered.keys(), "two shapes of one name"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "API do Plantão",
            "version": version("plantao"),
            "description": (HERE / "introduction.md").read_text(encoding="utf-8"),
            "license": {"name": "AGPL-3.0-or-later"},
        },
        "security": [{"bearer": []}, {"senha": []}],
        "tags": [{"name": tag, "description": TAGS.get(tag, "")} for tag in dict.fromkeys(o.tag for o in found)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted((asked | answered).items())),
            "responses": {f"Erro{status}": refusals.response(status) for status in REFUSED},
            "securitySchemes": SECURITY,
        },
    }


def operations(faces: Mapping[str, FastAPI]) -> Iterator[Operation]:
    """What the faces serve, in the order of their routes."""
    for prefix, face in faces.items():
        for route in iter_route_contexts(face.routes):
            for method in sorted(route.methods or ()):
                yield _operation(method, prefix + str(route.path), route)


def _operation(method: str, path: str, route: RouteContext) -> Operation:
    assert route.endpoint
    endpoint = inspect.unwrap(route.endpoint)
    if endpoint is token:
        return Operation(method, path, "Obtém um par de tokens", PedidoToken, (TokenReply,))
    signature = inspect.signature(endpoint, eval_str=True)
    marked = [get_args(parameter.annotation) for parameter in signature.parameters.values()]
    asked = [kinds[0] for kinds in marked if kinds]
    said = signature.return_annotation
    return Operation(
        method,
        path,
        (inspect.getdoc(endpoint) or "").removesuffix(".").replace("`", ""),
        next((kind for kind in asked if inspect.isclass(kind) and issubclass(kind, Contract)), None),
        get_args(said) or (said,),
        writes=get_args(Tx) in marked,
        files=Incoming in asked,
        misspelt=any(d.dependency is suscess for d in route.dependencies),
    )


def _asked(contracts: Mapping[str, Schema], paths: Schema) -> Schema:
    """What is read whole, or inside something that is."""
    text = json.dumps([paths, contracts])
    return {name: schema for name, schema in contracts.items() if f'"{schemas.REF}{name}"' in text}


def _answered(found: list[Operation]) -> Schema:
    words: dict[type[Reply], list[str]] = {shape: [] for shape in (*refusals.SHAPES, OAuthErro)}
    for operation in found:
        for reply in operation.replies:
            words[reply] = ["success", SUSCESS] if operation.misspelt else ["success"]
    return schemas.of_replies(words)


class _Described:
    """The description of one operation."""

    def __init__(self, operation: Operation, contracts: Mapping[str, Schema], examples: Schema) -> None:
        self._operation = operation
        self._contract = operation.contract
        self._asked = contracts[operation.contract.__name__] if operation.contract else {"properties": {}}
        self._examples = examples

    def document(self) -> Schema:
        operation = self._operation
        text = inspect.getdoc(self._contract) if self._contract else ""
        said: Schema = {
            "tags": [operation.tag],
            "summary": operation.summary,
            "operationId": re.sub(r"\W+", "_", f"{operation.method.lower()}_{operation.name}").rstrip("_"),
        }
        if text and not operation.summary.startswith(text.removesuffix(".").replace("`", "")):
            said["description"] = text
        if operation.path == TOKEN_URL:
            said["security"] = []
        if parameters := list(self._parameters()):
            said["parameters"] = parameters
        if operation.method != "GET" and (self._contract or operation.files):
            said["requestBody"] = self._body()
        return said | {"responses": self._responses()}

    def _parameters(self) -> Iterator[Schema]:
        fields: dict[str, Schema] = self._asked["properties"]
        examples = self._examples.get("parameters", {})
        in_path = self._operation.in_path
        in_query = [name for name in fields if name not in in_path and self._operation.method == "GET"]
        for name in [*in_path, *in_query]:
            field = as_text(fields.get(name, {"type": "integer", "description": IN_PATH.get(name, "")}))
            yield {
                "name": name,
                "in": "path" if name in in_path else "query",
                "required": name in in_path or name in self._asked.get("required", []),
                "description": field["description"],
                "schema": {key: value for key, value in field.items() if key != "description"},
            } | ({"example": examples[name]} if name in examples else {})
        if self._operation.writes:
            yield KEY

    def _body(self) -> Schema:
        if self._operation.files:
            return {"required": True, "content": {MULTIPART: {"schema": _files()}}}
        assert self._contract
        whole = not self._operation.in_path or not set(self._operation.in_path) & set(self._asked["properties"])
        asked = schemas.without(self._asked, self._operation.in_path)
        as_form = asked | {"properties": {name: as_text(field) for name, field in asked["properties"].items()}}
        objects = [name for name, field in as_form["properties"].items() if is_object(field)]
        form: Schema = {"schema": as_form}
        if objects:
            form["encoding"] = {name: {"style": "deepObject", "explode": True} for name in objects}
        body: Schema = {"schema": ref(self._contract) if whole else asked}
        if "bodies" in self._examples:
            body["examples"] = _named(self._examples["bodies"])
        return {"required": "required" in asked, "content": {JSON: body, FORM: form}}

    def _responses(self) -> Schema:
        operation = self._operation
        shapes = [ref(reply) for reply in operation.replies]
        said: Schema = {"200": {"description": "Os tokens"}}
        if operation.path == TOKEN_URL:
            refused = {"description": "Recusado", "content": {JSON: {"schema": ref(OAuthErro)}}}
            said |= {"400": refused, "401": refused}
        else:
            said["200"]["description"] = "Feito, ou recusado por causa dos dados: `status` diz qual"
            shapes.append(ref(Erro))
        answer: Schema = {"schema": {"oneOf": shapes} if len(shapes) > 1 else shapes[0]}
        examples = self._examples.get("answers", {}) | self._refusal()
        said["200"]["content"] = {JSON: answer | ({"examples": _named(examples)} if examples else {})}
        return said | {str(status): {"$ref": f"#/components/responses/Erro{status}"} for status in operation.refused}

    def _refusal(self) -> Schema:
        missing = [name for name in self._asked.get("required", []) if name not in self._operation.in_path]
        if not missing or self._operation.path == TOKEN_URL:
            return {}
        faults = [frase("obrigatorio", name) for name in missing]
        return {"Recusa": refusals.example(VALIDACAO, errors=faults)}


def _files() -> Schema:
    file = {"type": "string", "format": "binary"}
    names = ("files[0]", "files[1]", "files[2]")
    return {
        "type": "object",
        "description": "Os arquivos: `files[0]`, `files[1]` e assim por diante.",
        "properties": dict.fromkeys(names, file),
        "required": ["files[0]"],
    }


def _named(examples: Mapping[str, Any]) -> Schema:
    """Examples under the names people read."""
    return {re.sub(r"\W+", "_", name): {"summary": name, "value": value} for name, value in examples.items()}
