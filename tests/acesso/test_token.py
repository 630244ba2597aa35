from __future__ import annotations

from typing import Any

import pytest

from tests.support import NOT_OFFERED, UNAUTHENTICATED, Api, Cli, Clock, Response, assert_refused

pytestmark = pytest.mark.operation("POST /oauth/token")

TOKEN = "/oauth/token"
ROUTE = "configuracao/disponibilidade"
DAY = 86_400

PASSWORD: dict[str, Any] = {
    "grant_type": "password",
    "client_id": "3",
    "client_secret": "demo-segredo-3",
    "username": "api@provedor.com.br",
    "password": "demo",
}
C_DOC = {"client_id": "3", "client_secret": "demo-segredo-3"}
C_OBS = {"client_id": "4", "client_secret": "demo-segredo-4"}

INVALID_CREDENTIALS = {
    "error": "invalid_credentials",
    "error_description": "The user credentials were incorrect.",
    "message": "The user credentials were incorrect.",
}
INVALID_CLIENT = {
    "error": "invalid_client",
    "error_description": "Client authentication failed",
    "message": "Client authentication failed",
}
INVALID_GRANT = {
    "error": "invalid_grant",
    "error_description": "The refresh token is invalid.",
    "message": "The refresh token is invalid.",
}
UNSUPPORTED = "The authorization grant type is not supported by the authorization server."
UNSUPPORTED_GRANT_TYPE = {
    "error": "unsupported_grant_type",
    "error_description": UNSUPPORTED,
    "hint": "Check that all required parameters have been provided",
    "message": UNSUPPORTED,
}
MALFORMED = (
    "The request is missing a required parameter, includes an invalid parameter value, "
    "includes a parameter more than once, or is otherwise malformed."
)


def invalid_request(hint: str) -> dict[str, str]:
    return {"error": "invalid_request", "error_description": MALFORMED, "hint": hint, "message": MALFORMED}


def grant(api: Api, **changes: Any) -> Response:
    return api.anonymous.post(TOKEN, json=PASSWORD | changes)


def refresh(api: Api, refresh_token: str, client: dict[str, str]) -> Response:
    body = {"grant_type": "refresh_token", "refresh_token": refresh_token} | client
    return api.anonymous.post(TOKEN, json=body)


def assert_granted(response: Response) -> Any:
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["token_type"] == "Bearer"
    assert type(body["expires_in"]) is int
    assert body["expires_in"] == 2592000
    assert isinstance(body["access_token"], str)
    assert body["access_token"]
    assert isinstance(body["refresh_token"], str)
    assert body["refresh_token"]
    assert not body.keys() & {"status", "msg"}
    return body


def assert_answer(response: Response, http: int, body: dict[str, str]) -> None:
    assert (response.status_code, response.json()) == (http, body)


def test_auth_01_password_grant_as_json(api: Api) -> None:
    assert_granted(api.anonymous.post(TOKEN, json=PASSWORD))


def test_auth_02_password_grant_as_form(api: Api) -> None:
    assert_granted(api.anonymous.post(TOKEN, data=PASSWORD | {"client_id": 3}))


def test_auth_03_client_id_as_number(api: Api) -> None:
    assert_granted(grant(api, client_id=3))


def test_auth_04_wrong_password(api: Api) -> None:
    assert_answer(grant(api, password="errada"), 401, INVALID_CREDENTIALS)


def test_auth_05_wrong_secret(api: Api) -> None:
    assert_answer(grant(api, client_secret="errado"), 401, INVALID_CLIENT)


def test_auth_06_no_token(api: Api) -> None:
    response = api.anonymous.get(ROUTE)

    assert (response.status_code, response.json()) == (401, UNAUTHENTICATED)
    assert response.headers["content-type"].startswith("application/json")


def test_auth_07_unknown_token(api: Api) -> None:
    assert api.with_token("xyz").get(ROUTE).status_code == 401


def test_auth_08_a_second_token_does_not_revoke_the_first(api: Api) -> None:
    first = assert_granted(grant(api))["access_token"]
    assert_granted(grant(api))

    assert api.with_token(first).get(ROUTE).status_code == 200


def test_auth_09_revoke_all(api: Api, cli: Cli) -> None:
    cli("cliente-api", "revogar", "--todos")
    assert api.get(ROUTE).status_code == 401

    fresh = assert_granted(grant(api))["access_token"]
    assert api.with_token(fresh).get(ROUTE).status_code == 200


def test_auth_10_a_token_expires(api: Api, clock: Clock) -> None:
    token = assert_granted(grant(api))["access_token"]

    clock.advance(seconds=2592001)

    assert api.with_token(token).get(ROUTE).status_code == 401


def test_auth_11_unknown_route(api: Api) -> None:
    assert_refused(api.get("cliente/999"), NOT_OFFERED, http=404)


def test_auth_12_method_not_offered(api: Api) -> None:
    assert_refused(api.get("atendimento"), NOT_OFFERED, http=405)


def test_auth_13_refresh_token_belongs_to_its_client(api: Api) -> None:
    assert_answer(refresh(api, api.refresh_token, C_OBS), 401, INVALID_GRANT)
    assert_granted(refresh(api, api.refresh_token, C_DOC))


def test_auth_14_unreadable_body(api: Api) -> None:
    response = api.anonymous.post(TOKEN, content='{"grant_type":', headers={"Content-Type": "application/json"})

    assert_answer(response, 400, invalid_request("Check the request body"))


def test_a_refresh_revokes_the_old_pair(api: Api) -> None:
    old = assert_granted(grant(api))
    new = assert_granted(refresh(api, old["refresh_token"], C_DOC))

    assert api.with_token(old["access_token"]).get(ROUTE).status_code == 401
    assert api.with_token(new["access_token"]).get(ROUTE).status_code == 200
    assert_answer(refresh(api, old["refresh_token"], C_DOC), 401, INVALID_GRANT)


def test_a_refresh_token_lives_sixty_days(api: Api, clock: Clock) -> None:
    one, other = assert_granted(grant(api)), assert_granted(grant(api))

    clock.advance(seconds=60 * DAY - 1)
    assert_granted(refresh(api, one["refresh_token"], C_DOC))

    clock.advance(seconds=2)
    assert_answer(refresh(api, other["refresh_token"], C_DOC), 401, INVALID_GRANT)


def test_an_unknown_refresh_token(api: Api) -> None:
    assert_answer(refresh(api, "nada", C_DOC), 401, INVALID_GRANT)


def test_an_access_token_is_no_refresh_token_nor_the_reverse(api: Api) -> None:
    assert_answer(refresh(api, api.token, C_DOC), 401, INVALID_GRANT)
    assert api.with_token(api.refresh_token).get(ROUTE).status_code == 401


def test_unknown_user(api: Api) -> None:
    assert_answer(grant(api, username="ninguem@provedor.com.br"), 401, INVALID_CREDENTIALS)


@pytest.mark.parametrize("client_id", ["99", "abc"])
def test_unknown_client(api: Api, client_id: str) -> None:
    assert_answer(grant(api, client_id=client_id), 401, INVALID_CLIENT)


@pytest.mark.parametrize("grant_type", [None, "", "client_credentials"])
def test_unsupported_grant_type(api: Api, grant_type: str | None) -> None:
    assert_answer(grant(api, grant_type=grant_type), 400, UNSUPPORTED_GRANT_TYPE)


@pytest.mark.parametrize("field", ["client_id", "client_secret", "username", "password"])
def test_missing_field(api: Api, field: str) -> None:
    absent = {key: value for key, value in PASSWORD.items() if key != field}

    for body in (absent, PASSWORD | {field: None}):
        response = api.anonymous.post(TOKEN, json=body)
        assert_answer(response, 400, invalid_request(f"Check the `{field}` parameter"))


def test_missing_refresh_token(api: Api) -> None:
    response = api.anonymous.post(TOKEN, json={"grant_type": "refresh_token"} | C_DOC)

    assert_answer(response, 400, invalid_request("Check the `refresh_token` parameter"))


def test_scope_is_ignored(api: Api) -> None:
    assert_granted(grant(api, scope="*"))


def test_only_post_is_offered(api: Api) -> None:
    response = api.anonymous.get(TOKEN)

    assert_refused(response, NOT_OFFERED, http=405)
    assert "POST" in response.headers["allow"]


@pytest.mark.parametrize("client", [3, 4, 5, 6])
def test_every_client_of_the_sample_base_gets_tokens(api: Api, client: int) -> None:
    granted = assert_granted(grant(api, client_id=client, client_secret=f"demo-segredo-{client}"))

    assert api.with_token(granted["access_token"]).get(ROUTE).status_code == 200
