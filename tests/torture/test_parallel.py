"""Many requests at once, and the end of the server while some are under way."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable, Sequence
from itertools import count

from plantao.kit.settings import Settings
from tests.torture import stored
from tests.torture.client import INTEGRACAO, Client, token
from tests.torture.rounds import surprises
from tests.torture.verdict import judge
from tests.torture.writes import MARK, Write, ticket_write
from tools.serverproc import LOOPBACK, ServerProcess

CLEAN = (0, -signal.SIGTERM)
"""uvicorn finishes what is in flight and then ends by the signal it was sent, as shells and systemd expect."""


def send(running: ServerProcess, writes: Sequence[Write], connections: int, heard: Callable[[], object] = int) -> None:
    client = Client(running.url, token(running), connections)
    asyncio.run(asyncio.wait_for(client.send_all(writes, heard), 60))


def test_200_parallel_tickets(running: ServerProcess, settings: Settings) -> None:
    writes = [ticket_write(f"{MARK}{n}", "ticket_os" if n % 2 else "ticket") for n in range(200)]

    send(running, writes, connections=200)

    found = asyncio.run(stored.read(settings))
    assert judge(writes, found, retried=True) == []
    assert len({write.answer()["atendimento"]["id_atendimento"] for write in writes}) == 200
    assert len({write.answer()["atendimento"]["protocolo"] for write in writes}) == 200
    assert surprises(running) == []


def test_one_key_20_times_at_once(running: ServerProcess, settings: Settings) -> None:
    writes = [ticket_write(f"{MARK}um", "ticket_os") for _ in range(20)]

    send(running, writes, connections=20)

    assert len({answer for write in writes for answer in write.answers}) == 1
    assert judge(writes, asyncio.run(stored.read(settings)), retried=True) == []
    assert surprises(running) == []


def test_told_to_end_under_load(running: ServerProcess, settings: Settings) -> None:
    writes = [ticket_write(f"{MARK}{n}", "ticket_os") for n in range(200)]
    heard = count(1)

    def end_after_50() -> None:
        if next(heard) == 50:
            running.ask_to_end()

    send(running, writes, 32, end_after_50)
    code = running.wait()

    done = [write for write in writes if write.acknowledged]
    found = asyncio.run(stored.read(settings))
    assert code in CLEAN
    assert 50 <= len(done) < 200
    assert judge(writes, found, retried=False) == []
    assert {ticket.key for ticket in found.tickets if (ticket.key or "").startswith(MARK)} == {w.key for w in done}
    assert surprises(running) == []


def test_told_to_end_in_the_middle_of_a_request(running: ServerProcess, settings: Settings) -> None:
    """The server has begun to read it, for it said 100: it reads the rest, writes, answers, and only then ends."""
    write = ticket_write(f"{MARK}meio")
    bearer = token(running)
    body = json.dumps(write.json).encode()
    head = (
        f"POST {INTEGRACAO}atendimento HTTP/1.1\r\nHost: {LOOPBACK}\r\nAuthorization: Bearer {bearer}\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )

    async def run() -> bytes:
        reader, writer = await asyncio.open_connection(LOOPBACK, running.port)
        writer.write(head.encode())
        assert b" 100 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(body[:20])
        running.ask_to_end()
        await asyncio.to_thread(running.wait_until_deaf)
        writer.write(body[20:])
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer

    answer = asyncio.run(asyncio.wait_for(run(), 60))
    code = running.wait()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"status":"success"' in answer
    assert code in CLEAN
    assert [t.key for t in asyncio.run(stored.read(settings)).tickets].count(write.key) == 1
