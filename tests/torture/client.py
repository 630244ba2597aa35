"""Sends many writes at once and notes what each was answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable

import httpx2

from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from tests.torture.writes import Write
from tools.serverproc import ServerProcess

INTEGRACAO = "/api/v1/integracao/"
CLIENT = 3
SECONDS = 60.0


def token(server: ServerProcess) -> str:
    """A real token of the sample base."""
    return server.token(CLIENT, SEGREDOS[CLIENT], USUARIO, SENHA)


class Client:
    """One program with many connections."""

    def __init__(self, url: str, token: str, connections: int) -> None:
        self._workers = connections
        self._http = httpx2.AsyncClient(
            base_url=url + INTEGRACAO,
            headers={"Authorization": f"Bearer {token}"},
            limits=httpx2.Limits(max_connections=2 * connections, max_keepalive_connections=2 * connections),
            timeout=SECONDS,
            trust_env=False,
        )

    async def send_all(self, writes: Iterable[Write], heard: Callable[[], object] = int) -> None:
        """Send every write, so many at a time; `heard` is called at each success."""
        left = iter(writes)

        async def work() -> None:
            for write in left:
                await asyncio.gather(*[self.send(write, heard) for _ in range(1 + write.twice)])

        async with self._http:
            await asyncio.gather(*[work() for _ in range(self._workers)])

    async def send(self, write: Write, heard: Callable[[], object]) -> None:
        """Send one write; a broken connection leaves it unacknowledged."""
        files = [(f"files[{n}]", file) for n, file in enumerate(write.files)]
        headers = {"Idempotency-Key": write.key}
        try:
            answer = await self._http.post(write.path, json=write.json, files=files or None, headers=headers)
        except httpx2.TransportError:
            return
        succeeded = answer.status_code == 200 and json.loads(answer.content)["status"] == "success"
        if succeeded and write.kind != "refused":
            write.answers.append(answer.content)
            heard()
        elif answer.status_code != 200 or write.kind != "refused" or succeeded:
            write.strange.append(f"{answer.status_code} {answer.text[:200]}")
