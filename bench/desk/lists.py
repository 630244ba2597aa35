"""How long the server takes for the lists of the desk."""

from __future__ import annotations

import re
from time import perf_counter
from typing import NamedTuple

import httpx2

from plantao.acesso.guard import COOKIE

TIMES, WARM = 200, 10
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
NEXT = re.compile(r'hx-get="([^"]*depois=[^"]*)"')
SECONDS = 30.0


class Listed(NamedTuple):
    """One page: its name, its bytes on the wire, how long each request took in milliseconds."""

    name: str
    size: int
    took: list[float]


def lists(url: str, cookie: str) -> list[Listed]:
    """Ask for each list again and again, one request at a time, on a connection that is open."""
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    with httpx2.Client(base_url=url, headers=headers, timeout=SECONDS, trust_env=False) as http:
        following = NEXT.search(http.get("/fila/todos").text)
        assert following is not None
        views = {
            "queue, mine": "/fila",
            "queue, all": "/fila/todos",
            "queue, late": "/fila/vencidos",
            "queue, nobody's": "/fila/sem-dono",
            "calls": "/chamadas",
        }
        found = [_ask(http, name, path, {}) for name, path in views.items()]
        return [*found, _ask(http, "queue, all, next 50", following[1].replace("&amp;", "&"), PARTIAL)]


def _ask(http: httpx2.Client, name: str, path: str, headers: dict[str, str]) -> Listed:
    took = []
    size = 0
    for n in range(WARM + TIMES):
        began = perf_counter()
        answer = http.get(path, headers=headers)
        if n >= WARM:
            took.append((perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} was answered {answer.status_code}")
        size = answer.num_bytes_downloaded
    return Listed(name, size, took)
