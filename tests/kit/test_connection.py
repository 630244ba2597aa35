"""What waits for a reader of the live connection."""

from __future__ import annotations

import asyncio

from plantao.kit import connection
from plantao.kit.connection import Connection
from plantao.kit.events import Position


def test_who_is_not_urgent_wakes_the_reader_a_little_later() -> None:
    async def wait() -> bytes:
        reader = Connection()
        reader.put(Position(1, 1), b"a", urgent=False)
        assert not reader.news.is_set()
        await reader.wait(asyncio.get_running_loop().time() + 60)
        return reader.take()

    assert asyncio.run(wait()) == b"a"


def test_what_is_urgent_takes_along_what_waits_before_it() -> None:
    async def wait() -> bytes:
        reader = Connection()
        reader.put(Position(1, 1), b"a", urgent=False)
        reader.put(Position(1, 2), b"b", urgent=True)
        assert reader.news.is_set()
        return reader.take()

    assert asyncio.run(wait()) == b"ab"


def test_who_lets_too_much_wait_is_woken_to_begin_again() -> None:
    async def wait() -> tuple[bool, bool]:
        reader = Connection()
        for n in range(connection.QUEUE_EVENTS + 1):
            reader.put(Position(1, n), b"a", urgent=False)
        return reader.overflowed, reader.news.is_set()

    assert asyncio.run(wait()) == (True, True)
