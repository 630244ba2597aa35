"""The network between a browser and the server: what passes through it may be held up, or cut."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from tools.serverproc import LOOPBACK

CHUNK = 65536
SECONDS = 30.0


class Line:
    """A relay on a port of its own to the server, which may move; it runs beside the test until it is closed."""

    def __init__(self, port: int) -> None:
        self.server_port = port
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port: int = self._do(self._listen)
        self.url = f"http://{LOOPBACK}:{self.port}"

    def hold(self) -> None:
        """Let nothing pass: as a cable that was pulled, which ends no connection."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def release(self) -> None:
        """Let pass what waits, and everything else."""
        self._loop.call_soon_threadsafe(self._flows.set)

    def close(self) -> None:
        """End every connection, and the relay."""
        self._do(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        self._loop.close()

    def _do(self, what: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        return asyncio.run_coroutine_threadsafe(what(), self._loop).result(SECONDS)

    async def _listen(self) -> int:
        self._flows.set()
        self._listening = await asyncio.start_server(self._relay, LOOPBACK, 0)
        found: int = self._listening.sockets[0].getsockname()[1]
        return found

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._flows.wait()
        try:
            there, back = await asyncio.open_connection(LOOPBACK, self.server_port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        self._open.discard(writer)
        writer.close()

    async def _end(self) -> None:
        self._flows.set()
        self._listening.close()
        for writer in list(self._open):
            writer.close()
        await asyncio.sleep(0)
