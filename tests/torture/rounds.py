"""One server, killed under load and started again, round after round."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from plantao.kit.settings import Settings
from tests.torture import stored
from tests.torture.client import Client, token
from tests.torture.verdict import Faults, judge
from tests.torture.writes import Write, plan
from tools.serverproc import ServerProcess

LOCKED = "database is locked"
ROUND_SECONDS = 120.0
LATEST = 0.02
"""The kill falls up to this many seconds after the answer that was drawn."""


def server_on(settings: Settings, log: Path) -> ServerProcess:
    """The sample base's server on a database and data folder of ours."""
    return ServerProcess("demo", settings, log, {"PLANTAO_DEMO": "contrato"})


def surprises(server: ServerProcess) -> Faults:
    """What the server said that it never should: how its unexpected exceptions end, and of a locked database."""
    lines = server.said().splitlines()
    logged = [json.loads(line) for line in lines if '"surprise"' in line]
    ends = {entry["exception"].strip().rpartition("\n")[2] for entry in logged if "exception" in entry}
    locked = {LOCKED} if LOCKED in server.said() else set()
    return [f"the server was surprised: {end}" for end in sorted(ends | locked)]


class Torture:
    """What was sent so far, and the server it was sent to."""

    def __init__(self, settings: Settings, folder: Path, seed: int, *, writes: int, connections: int) -> None:
        self._settings = settings
        self._random = Random(seed)
        self._count = writes
        self._connections = connections
        self._writes: list[Write] = []
        self._server = server_on(settings, folder / "server.log")
        self._token = ""

    def run(self, rounds: int, say: Callable[[str], None]) -> Faults:
        """Every round, until one finds a fault; answers the faults."""
        self._server.start()
        try:
            self._token = token(self._server)
            for number in range(1, rounds + 1):
                faults, summary = self._round(number)
                say(f"round {number}: {summary}: {'FAILED' if faults else 'ok'}")
                if faults:
                    return faults + surprises(self._server)
        finally:
            self._server.kill()
        return surprises(self._server)

    def _round(self, number: int) -> tuple[Faults, str]:
        batch = plan(self._random, f"{number:02}", self._count, self._open_tickets())
        self._writes += batch
        successes = sum(write.kind != "refused" for write in batch)
        last = self._random.randint(successes // 20, successes * 9 // 10)
        asyncio.run(self._load_and_kill(batch, last, self._random.uniform(0, LATEST)))
        acknowledged = sum(write.acknowledged for write in batch)

        began = time.monotonic()
        self._server.start()
        started = time.monotonic() - began
        found = asyncio.run(stored.read(self._settings))
        unanswered = sum(not w.acknowledged and w.kind != "refused" and _is_in(w, found) for w in batch)
        faults = judge(self._writes, found, retried=False)

        asyncio.run(self._send(batch))
        found = asyncio.run(stored.read(self._settings))
        faults += [fault for fault in judge(self._writes, found, retried=True) if fault not in faults]
        return faults, (
            f"killed after {acknowledged} of {successes} acknowledged, {unanswered} more were done; "
            f"ready again in {started:.1f} s; all retried; {len(found.tickets)} tickets, {len(found.orders)} orders, "
            f"{len(found.messages)} messages, {len(found.attachments)} attachments"
        )

    def _open_tickets(self) -> Sequence[int]:
        """Those of the sample base's December, and what was opened in earlier rounds."""
        opened = [
            w.answer()["atendimento"]["id_atendimento"] for w in self._writes if w.kind in ("ticket", "ticket_os")
        ]
        return [*range(5410, 5448), *opened[-200:]]

    async def _load_and_kill(self, batch: list[Write], last: int, seconds: float) -> None:
        left = last
        loop = asyncio.get_running_loop()

        def heard() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                loop.call_later(seconds, self._server.kill)

        async with asyncio.timeout(ROUND_SECONDS):
            await self._client().send_all(batch, heard)
        self._server.kill()

    async def _send(self, batch: list[Write]) -> None:
        async with asyncio.timeout(ROUND_SECONDS):
            await self._client().send_all(batch)

    def _client(self) -> Client:
        return Client(self._server.url, self._token, self._connections)


def _is_in(write: Write, found: stored.Stored) -> bool:
    return (
        any(ticket.key == write.key for ticket in found.tickets)
        or any(message.key == write.key for message in found.messages)
        or any(attachment.nome.startswith(f"{write.key}-") for attachment in found.attachments)
    )
