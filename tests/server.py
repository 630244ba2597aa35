"""The application of a test, as its clients and its database see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Unpack

import sqlalchemy as sa
from starlette.testclient import TestClient

from plantao import schema
from plantao.acesso.contract import TokenReply
from plantao.app import create_app
from plantao.kit.settings import Settings
from tests.support import Response, Sending

INTEGRACAO = "/api/v1/integracao/"
START = "2026-01-15T09:00:00-03:00"


class MovableClock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.set(START)

    def __call__(self) -> datetime:
        return self._now

    def set(self, moment: str) -> None:
        self._now = datetime.fromisoformat(moment).astimezone(UTC)

    def advance(self, *, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class Server:
    """The application on one copy, running until the test ends."""

    def __init__(self, settings: Settings, clock: MovableClock) -> None:
        self.settings = settings
        self.clock = clock
        self.calls: list[tuple[str, str, int | None, Sending]] = []
        self.start()

    def start(self) -> None:
        self.app = create_app(self.settings, self.clock, work=False)
        self.client = TestClient(self.app, raise_server_exceptions=False, client=("127.0.0.1", 50000))
        self.client.__enter__()

    def stop(self) -> None:
        self.client.__exit__(None, None, None)

    def settle(self) -> None:
        """Let the application hear what was done beside it."""
        assert self.client.portal is not None
        self.client.portal.call(self.app.state.tail.catch_up)

    def write_down(self) -> None:
        """Let the application write what it noted of requests."""
        assert self.client.portal is not None
        self.client.portal.call(self.app.state.requisicoes.flush)


class ApiClient:
    """The API as a program calls it."""

    def __init__(self, server: Server, tokens: dict[int, TokenReply], client: int | None, token: str | None) -> None:
        self._server = server
        self._tokens = tokens
        self._client = client
        self._token = token

    @property
    def token(self) -> str:
        assert self._token is not None
        return self._token

    @property
    def refresh_token(self) -> str:
        assert self._client is not None
        return self._tokens[self._client].refresh_token

    @property
    def anonymous(self) -> ApiClient:
        return ApiClient(self._server, self._tokens, None, None)

    def as_client(self, client_id: int) -> ApiClient:
        return ApiClient(self._server, self._tokens, client_id, self._tokens[client_id].access_token)

    def with_token(self, token: str) -> ApiClient:
        return ApiClient(self._server, self._tokens, self._client, token)

    def request(self, method: str, path: str, **sending: Unpack[Sending]) -> Response:
        url = path if path.startswith("/") else INTEGRACAO + path
        given: dict[str, Any] = dict(sending)
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        headers |= {name.lower(): value for name, value in (sending.get("headers") or {}).items()}
        self._server.calls.append((method, url, self._client, sending))
        return self._server.client.request(method, url, **given | {"headers": headers, "follow_redirects": False})

    def get(self, path: str, **sending: Unpack[Sending]) -> Response:
        return self.request("GET", path, **sending)

    def post(self, path: str, **sending: Unpack[Sending]) -> Response:
        return self.request("POST", path, **sending)

    def put(self, path: str, **sending: Unpack[Sending]) -> Response:
        return self.request("PUT", path, **sending)

    def delete(self, path: str, **sending: Unpack[Sending]) -> Response:
        return self.request("DELETE", path, **sending)

    def options(self, path: str, **sending: Unpack[Sending]) -> Response:
        return self.request("OPTIONS", path, **sending)

    def head(self, path: str, **sending: Unpack[Sending]) -> Response:
        return self.request("HEAD", path, **sending)


async def execute(settings: Settings, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one statement with `:name` parameters beside the application."""
    return await schema.run(settings, statement(sql, params))


def statement(sql: str, params: dict[str, Any]) -> Callable[[sa.Connection], list[dict[str, Any]]]:
    """What runs one statement on a connection and answers its rows."""

    def run(connection: sa.Connection) -> list[dict[str, Any]]:
        result = connection.execute(sa.text(sql), params)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []

    return run
