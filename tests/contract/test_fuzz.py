"""Whatever is sent, the answer is one that the document describes, and never a failure of ours."""

from __future__ import annotations

import zlib
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from plantao.acesso.api import app as oauth
from plantao.app import API, integracao
from plantao.documentation.openapi import document
from tests.conftest import World
from tests.server import Server
from tests.support import DOCUMENTADO, DOCUMENTADO_COMPLEMENTOS, OBSERVADO, OBSERVADO_COMPLEMENTOS

# Left out on purpose: by contract a fault in the data is HTTP 200 with `status: "error"`, and what is sent is read
# leniently (`"11000"` is a number, unknown fields are ignored), so that "negative data rejected", "positive data
# accepted" and "missing header rejected", which look at the HTTP status, say nothing here. The other methods of a path
# are tested in test_conventions.py.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CLIENTS = (DOCUMENTADO, OBSERVADO, DOCUMENTADO_COMPLEMENTOS, OBSERVADO_COMPLEMENTOS)

# Ids of the sample base: made-up ones would end most requests at "it does not exist".
KNOWN: dict[str, tuple[int | str, ...]] = {
    "id_atendimento": tuple(range(5410, 5448)),
    "id_cliente_servico": (11000, 12345, 1234, 123),
    "id_tipo_atendimento": (1, 44, 125, 132),
    "id_atendimento_status": (22, 23, 24, 3),
    "id_usuario_responsavel": (70, "56,70"),
    "id_origem_contato": (2, 3),
    "id_disponibilidade": (1, "1, 2"),
    "id_tipo_ordem_servico": (7, 15),
    "ids_tecnicos": (5, "5,10"),
    "id_motivo_fechamento_atendimento": (108, 125, 200),
    "id_cliente": (24001, 11201),
    "codigo_cliente": (1204, 421),
    "termo_busca": (1204, "862.149.410-81", 12345, "20221229180833379797"),
}

schema = schemathesis.openapi.from_dict(document({"/oauth": oauth, API: integracao()}))


@schema.parametrize()
@settings(
    max_examples=50,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_is_documented(case: Case[Any], server: Server, prepared: World) -> None:
    body = None if isinstance(case.body, NotSet) else case.body
    salt = zlib.crc32(repr((case.path_parameters, case.query, body)).encode())
    if case.meta and case.meta.generation.mode.is_positive:
        case.path_parameters = _known(case.path_parameters, salt)
        case.query = _known(case.query, salt)
        case.body = _known(case.body, salt)
    sending = case.as_transport_kwargs(base_url="http://testserver")
    token = prepared.tokens[CLIENTS[salt % len(CLIENTS)]].access_token
    sending["headers"]["Authorization"] = f"Bearer {token}"
    if salt % 8 and "Idempotency-Key" in sending["headers"]:
        sending["headers"]["Idempotency-Key"] += str(salt)  # else one key would soon refuse everything
    request: Any = requests.Request(**sending).prepare()

    response = server.client.request(
        request.method, request.url, content=request.body, headers=request.headers, follow_redirects=False
    )

    case.validate_response(response, checks=CHECKS)


def _known(value: Any, salt: int, name: str = "") -> Any:
    """`value` with three of four ids replaced by ones that exist, each by the same in the same request."""
    if isinstance(value, dict):
        return {key: _known(item, salt, key) for key, item in value.items()}
    number = zlib.crc32(f"{salt} {name}".encode())
    if name in KNOWN and isinstance(value, int | str) and number % 4:
        return KNOWN[name][number // 4 % len(KNOWN[name])]
    return value
