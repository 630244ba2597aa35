"""The desk as a person's browser speaks to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from plantao.acesso.guard import COOKIE
from plantao.acesso.rules import sessao
from plantao.app import open_database
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from tests.server import Server
from tests.support import File, Response

BIANCA, ATENDENTE, TECNICO = 56, 22, 5
SAME_ORIGIN = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}
PARTIAL = {"hx-request": "true", "hx-request-type": "partial", "sec-fetch-mode": "cors"}


def sign_in(settings: Settings, now: datetime, id_usuario: int) -> str:
    """A new session's token: the value of its cookie."""

    async def enter() -> str:
        database = await open_database(settings)
        async with writing(database, lambda: None) as tx:
            token, _ = await sessao.entrar(tx, id_usuario, None, "", now, ficar=False)
        await database.close()
        return token

    return asyncio.run(enter())


class Mesa:
    """The desk, with somebody signed in."""

    def __init__(self, server: Server, token: str | None, headers: Mapping[str, str]) -> None:
        self._server = server
        self._token = token
        self._headers = headers

    def signed_in(self, id_usuario: int) -> Mesa:
        return Mesa(self._server, sign_in(self._server.settings, self._server.clock(), id_usuario), self._headers)

    @property
    def anonymous(self) -> Mesa:
        return Mesa(self._server, None, self._headers)

    def at(self, tela: str) -> Mesa:
        """The same, asking by htmx from the page `tela`."""
        return Mesa(self._server, self._token, PARTIAL | {"hx-current-url": f"http://testserver{tela}"})

    def get(self, path: str) -> Response:
        return self._request("GET", path)

    def post(self, path: str, data: Mapping[str, Any] | None = None, files: Sequence[File] = ()) -> Response:
        return self._request("POST", path, data=data or {}, files=list(files) or None)

    def json(self, path: str, data: Mapping[str, Any]) -> Any:
        """Do something as the scripts of the desk do it; answers what they are told."""
        headers = {"accept": "application/json", "sec-fetch-mode": "cors"}
        return self._request("POST", path, json=dict(data), headers=headers).json()

    def _request(self, method: str, path: str, **sending: Any) -> Response:
        headers = SAME_ORIGIN | dict(self._headers) | sending.pop("headers", {})
        if self._token:
            headers["cookie"] = f"{COOKIE}={self._token}"
        return self._server.client.request(method, path, headers=headers, follow_redirects=False, **sending)
