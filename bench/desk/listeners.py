"""Desks without a browser: `python -m bench.desk.listeners URL`, in a process of its own.

Reads `{"<attendant>": "<cookie>"}` from the first line of its input, says `ready` when every stream is open, and at the
end of its input what windows there were. Like a browser's, such a desk says of each window that it is visible.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from contextlib import suppress
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
import uvloop

from bench.desk.exchange import SECONDS, client
from plantao.acesso.guard import COOKIE
from plantao.kit.br import somente_digitos

TOLD = re.compile(rb"event: (chamada|chamada_fim)\ndata: (.*)")


class Desk(asyncio.Protocol):
    """One attendant's stream, and the windows it told of."""

    def __init__(self, url: str, attendant: int, cookie: str, http: httpx2.AsyncClient) -> None:
        self._host = urlsplit(url).netloc
        self._attendant = attendant
        self._headers = {"Cookie": f"{COOKIE}={cookie}"}
        self._http = http
        self._rest = b""
        self._saying: set[asyncio.Task[None]] = set()
        self.listens = asyncio.get_running_loop().create_future()
        self.windows: list[dict[str, Any]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        head = {"Host": self._host, "X-Plantao-Usuario": str(self._attendant), **self._headers}
        lines = ["GET /ao-vivo HTTP/1.1", *(f"{name}: {head[name]}" for name in head)]
        cast("asyncio.WriteTransport", transport).write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        if not self.listens.done():
            if not data.startswith(b"HTTP/1.1 200 "):
                raise RuntimeError(f"/ao-vivo was answered {data[:200]!r}")
            self.listens.set_result(None)
        *blocks, self._rest = (self._rest + data).split(b"\n\n")
        for block in blocks:
            if told := TOLD.search(block):
                self._told(told[1].decode(), json.loads(told[2]))

    def _told(self, what: str, said: dict[str, Any]) -> None:
        now = time.time()
        if what == "chamada":
            digits = somente_digitos(said["telefone"])
            self.windows.append({"id": said["id"], "telephone": digits, "opened": now, "closed": None})
            task = asyncio.create_task(self._say(f"/chamadas/{said['id']}/visivel"))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)
        else:
            for window in self.windows:
                if window["id"] == said["id"] and window["closed"] is None:
                    window["closed"] = now

    async def _say(self, path: str) -> None:
        with suppress(httpx2.HTTPError):  # a browser does not mind either
            await self._http.post(path, json={}, headers=self._headers)

    def connection_lost(self, error: Exception | None) -> None:
        print(f"a stream ended: {error}", file=sys.stderr, flush=True)


def _this(desk: Desk) -> Desk:
    return desk


async def listen(url: str, cookies: dict[str, str]) -> None:
    """Open every stream, and tell at the end of the input what came."""
    loop = asyncio.get_running_loop()
    where = urlsplit(url)
    async with client(url, {"Sec-Fetch-Site": "same-origin"}) as http:
        desks = {}
        for attendant, cookie in cookies.items():
            desk = desks[attendant] = Desk(url, int(attendant), cookie, http)
            await loop.create_connection(partial(_this, desk), where.hostname or "", where.port or 80)
            await asyncio.wait_for(desk.listens, SECONDS)
        print("ready", flush=True)
        await loop.run_in_executor(None, sys.stdin.read)
        found = [{"desk": int(n), **window} for n, desk in desks.items() for window in desk.windows]
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    uvloop.run(listen(sys.argv[1], json.loads(sys.stdin.readline())))
