"""The document says exactly what is served, its examples are true, and its page asks nothing of another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from plantao.acesso.api import app as oauth
from plantao.app import API, ROUTERS, integracao
from plantao.documentation.openapi import document
from tests.support import NOT_OFFERED, Api, arquivos, assert_refused

DOCUMENT = document({"/oauth": oauth, API: integracao()})
OPERATIONS = {
    (method.upper(), path): operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
MULTIPART = "multipart/form-data"


def validator(schema: Any) -> Draft202012Validator:
    return Draft202012Validator(schema | {"components": DOCUMENT["components"]}, validate_formats=True)


def json_of(described: Any) -> Any:
    return described["content"]["application/json"]


def examples(described: Any) -> list[Any]:
    return [example["value"] for example in json_of(described).get("examples", {}).values()]


def example_requests() -> Iterator[Any]:
    """Every example request: method, path and what is sent."""
    for (method, path), operation in OPERATIONS.items():
        parameters = [p for p in operation.get("parameters", []) if "example" in p]
        path_values = {p["name"]: p["example"] for p in parameters if p["in"] == "path"}
        sending: dict[str, Any] = {"params": {p["name"]: p["example"] for p in parameters if p["in"] == "query"}}
        content = operation.get("requestBody", {"content": {}})["content"]
        bodies = [
            {"json": body} for body in (examples(operation["requestBody"]) if "application/json" in content else [])
        ]
        if MULTIPART in content:
            bodies = [{"files": arquivos(*content[MULTIPART]["schema"]["properties"])}]
        for number, body in enumerate(bodies or [{}]):
            where = path.format(**path_values)
            yield pytest.param(method, path, where, sending | body, id=f"{operation['operationId']}-{number}")


def test_every_served_route_is_documented_once_and_nothing_else_is() -> None:
    routes: list[Any] = [(API, route) for router in ROUTERS for route in router.routes]
    routes += [("/oauth", route) for route in oauth.routes]
    served = [(method, prefix + route.path) for prefix, route in routes for method in route.methods]

    assert sorted(served) == sorted(OPERATIONS)
    assert len({operation["operationId"] for operation in OPERATIONS.values()}) == len(OPERATIONS)


def test_the_document_is_served(api: Api) -> None:
    assert api.anonymous.get("/api/openapi.json").json() == DOCUMENT


@pytest.mark.parametrize(("method", "path", "where", "sending"), list(example_requests()))
def test_every_example_request_is_accepted(api: Api, method: str, path: str, where: str, sending: Any) -> None:
    operation = OPERATIONS[method, path]
    if sending.get("json", {}).get("grant_type") == "refresh_token":
        sending = sending | {"json": sending["json"] | {"refresh_token": api.refresh_token}}
    if "json" in sending:
        validator(json_of(operation["requestBody"])["schema"]).validate(sending["json"])

    response = api.request(method, where, **sending)

    assert response.status_code == 200
    assert response.json().get("status") != "error", response.text
    validator(json_of(operation["responses"]["200"])["schema"]).validate(response.json())


@pytest.mark.parametrize("operation", list(OPERATIONS.values()), ids=lambda operation: operation["operationId"])
def test_every_example_answer_is_of_its_schema(operation: Any) -> None:
    answer = operation["responses"]["200"]
    assert examples(answer)
    for example in examples(answer):
        validator(json_of(answer)["schema"]).validate(example)


@pytest.mark.parametrize("response", list(DOCUMENT["components"]["responses"].values()), ids=lambda r: r["description"])
def test_every_example_refusal_is_of_its_schema(response: Any) -> None:
    validator(json_of(response)["schema"]).validate(json_of(response)["example"])


def test_a_write_may_carry_an_idempotency_key_and_only_a_write() -> None:
    with_key = {
        name for name, operation in OPERATIONS.items()
        for parameter in operation.get("parameters", []) if parameter["name"] == "Idempotency-Key"
    }  # fmt: skip

    assert with_key == {
        (method, path)
        for method, path in OPERATIONS
        if method != "GET" and "paginado" not in path and path != "/oauth/token"
    }


def test_the_page_asks_nothing_of_another_host(api: Api) -> None:
    page = api.anonymous.get("/api/docs")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert set(re.findall(r"'[\w-]+'|\w+:", page.headers["content-security-policy"])) == {
        "'none'", "'self'", "'unsafe-inline'", "data:",
    }  # fmt: skip
    assert "//" not in page.text
    assert "<title>API do Plantão</title>" in page.text
    assert "/api/docs/start.js" in named
    for path in named:
        asset = api.anonymous.get(path)
        assert asset.status_code == 200, path
    start = api.anonymous.get("/api/docs/start.js").text
    assert "validatorUrl: null" in start
    assert not re.search(r"https?:", start)


def test_what_the_page_needs_may_be_kept_for_a_while(api: Api) -> None:
    first = api.anonymous.get("/api/docs/swagger-ui-bundle.js")
    again = api.anonymous.get("/api/docs/swagger-ui-bundle.js", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "public, max-age=3600"
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["nada.js", "..%2Fdocumentation%2Fpage.html", "..%2f..%2fapp.py"])
def test_nothing_else_is_served_beside_the_page(api: Api, name: str) -> None:
    assert_refused(api.anonymous.get(f"/api/docs/{name}"), NOT_OFFERED, http=404)


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs/", "/api/openapi.json", "/api/docs/start.js"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_the_documentation_is_only_read(api: Api, method: str, path: str) -> None:
    response = api.anonymous.request(method, path)

    assert_refused(response, NOT_OFFERED, http=405)
    assert response.headers["allow"] == "GET, HEAD"
    assert api.anonymous.get(path).status_code == 200
    head = api.anonymous.head(path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/api/docs/nada.js", "/api/docs/a/b", "/api/openapi", "/api/docs/%00", "/api/docs/a%00b"]
)
def test_what_is_not_documentation_is_unknown_to_every_method(api: Api, method: str, path: str) -> None:
    assert_refused(api.anonymous.request(method, path), NOT_OFFERED, http=404)
