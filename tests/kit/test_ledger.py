"""What is written down of requests: off their path, together, within bounds, and to the last one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from plantao.acesso.model import setor
from plantao.app import open_database
from plantao.kit import ledger, metrics
from plantao.kit.ledger import Ledger
from plantao.kit.settings import Settings
from plantao.kit.tx import Tx
from tests.support import Rows

SECONDS = 30
Kept = Ledger[str]


class Broken(Exception):
    """What writing fails with."""


def keeping(settings: Settings, what: Callable[[Kept, list[list[str]]], Awaitable[None]]) -> list[list[str]]:
    """Do something with a ledger on the test's database; answers what it wrote, batch by batch."""
    batches: list[list[str]] = []

    async def write(tx: Tx, entries: Sequence[str]) -> None:
        for nome in entries:
            await tx.insert(setor, nome=nome)
        batches.append(list(entries))

    async def run() -> None:
        database = await open_database(settings)
        try:
            await what(Ledger(database, write), batches)
        finally:
            await database.close()

    asyncio.run(run())
    return batches


def written(rows: Rows) -> list[Any]:
    found = rows("SELECT nome FROM setor WHERE nome LIKE 'nota %' ORDER BY id_setor")
    return [row["nome"] for row in found]


def test_what_waits_is_written_together(settings: Settings, rows: Rows) -> None:
    async def run(kept: Kept, _: list[list[str]]) -> None:
        for n in range(3):
            kept.note(f"nota {n}")
        await asyncio.gather(kept.flush(), kept.flush())
        await kept.flush()

    assert keeping(settings, run) == [["nota 0", "nota 1", "nota 2"]]
    assert written(rows) == ["nota 0", "nota 1", "nota 2"]


def test_what_finds_no_room_is_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "ROOM", 2)
    before = metrics.REGISTRY.get_sample_value("plantao_requests_unlogged_total") or 0

    async def run(kept: Kept, _: list[list[str]]) -> None:
        for n in range(5):
            kept.note(f"nota {n}")
        assert kept.lost == 3
        await kept.flush()
        kept.note("nota 5")
        await kept.flush()

    assert keeping(settings, run) == [["nota 0", "nota 1"], ["nota 5"]]
    assert metrics.REGISTRY.get_sample_value("plantao_requests_unlogged_total") == before + 3


def test_what_could_not_be_written_waits_on(settings: Settings, rows: Rows) -> None:
    async def run(kept: Kept, batches: list[list[str]]) -> None:
        async def broken(tx: Tx, entries: Sequence[str]) -> None:
            await write(tx, entries)
            raise Broken

        write = kept._write
        kept.note("nota 0")
        kept._write = broken
        with pytest.raises(Broken):
            await kept.flush()
        batches.clear()
        kept._write = write
        kept.note("nota 1")
        await kept.flush()

    assert keeping(settings, run) == [["nota 0", "nota 1"]]
    assert written(rows) == ["nota 0", "nota 1"]


def test_it_is_written_by_itself_and_to_the_last(
    settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def by_itself(kept: Kept, _: list[list[str]]) -> None:
        write, done = kept._write, asyncio.Event()

        async def writing(tx: Tx, entries: Sequence[str]) -> None:
            await write(tx, entries)
            done.set()

        kept._write = writing
        async with asyncio.timeout(SECONDS), kept.kept():
            kept.note("nota 0")
            await done.wait()

    async def at_the_end(kept: Kept, batches: list[list[str]]) -> None:
        async with asyncio.timeout(SECONDS), kept.kept():
            kept.note("nota 1")
            assert batches == []

    monkeypatch.setattr(ledger, "WRITE_SECONDS", 0.01)
    assert keeping(settings, by_itself) == [["nota 0"]]
    monkeypatch.setattr(ledger, "WRITE_SECONDS", SECONDS)
    assert keeping(settings, at_the_end) == [["nota 1"]]
    assert written(rows) == ["nota 0", "nota 1"]
