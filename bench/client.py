"""The load where wrk is not to be had: `python -m bench.client`, reading and writing what `wrk.lua` does."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

import httptools
import uvloop


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self._requests = requests
        self._sent = 0.0
        self.latencies: list[float] = []
        self.failed = 0
        self.bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is none of asyncio's classes
        self._send()

    def _send(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._sent = perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.latencies.append(perf_counter() - self._sent)
        self.failed += self._parser.get_status_code() != 200
        asyncio.get_running_loop().call_soon(self._send)

    def connection_lost(self, error: Exception | None) -> None:
        self.failed += error is not None


def read(file: Path, host: str) -> list[bytes]:
    token, *lines = file.read_text().splitlines()
    return [_format(line, token, host) for line in lines]


async def load(url: str, requests: list[bytes], connections: int, seconds: float) -> dict[str, float]:
    place = urlsplit(url)
    loop = asyncio.get_running_loop()
    opened = []
    began = perf_counter()
    for n in range(connections):
        turn = partial(Connection, islice(cycle(requests), n, None))
        opened.append(await loop.create_connection(turn, place.hostname or "", place.port or 80))
    await asyncio.sleep(seconds)
    took = perf_counter() - began
    for transport, _ in opened:
        transport.abort()
    latencies = sorted(latency for _, c in opened for latency in c.latencies)
    return {
        "requests": len(latencies),
        "seconds": took,
        "p50": latencies[len(latencies) // 2] * 1000,
        "p99": latencies[len(latencies) * 99 // 100] * 1000,
        "failed": sum(c.failed for _, c in opened),
        "bytes": sum(c.bytes for _, c in opened),
    }


def _format(line: str, token: str, host: str) -> bytes:
    method, path, body = line.split("\t")
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        url, file, connections, seconds = sys.argv[1:]
        requests = read(Path(file), urlsplit(url).netloc)
        figures = runner.run(load(url, requests, int(connections), float(seconds)))
    print(json.dumps(figures))
