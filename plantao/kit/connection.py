"""One reader of the live connection (`live.py`): what waits for them, and how far they were told."""

import asyncio
from collections import deque
from contextlib import suppress

from plantao.kit.events import Position

QUEUE_EVENTS = 256
PATIENCE_SECONDS = 0.25
"""How long a message that is not urgent may wait for others: 200 desks are woken by 40 events a second otherwise."""


class Connection:
    """One reader: what waits for them, and how far they were told."""

    def __init__(self) -> None:
        self.audiences: frozenset[str] = frozenset()
        self.position = Position()
        self.overflowed = False
        self.doubted = False
        self.news = asyncio.Event()
        self.waiting: deque[tuple[Position | None, bytes]] = deque()
        self._later: asyncio.TimerHandle | None = None

    def put(self, position: Position, chunk: bytes, *, urgent: bool) -> None:
        """Let `chunk` wait for its turn; who has let too much wait is told to begin again."""
        self.overflowed = self.overflowed or len(self.waiting) >= QUEUE_EVENTS
        if not self.overflowed:
            self.waiting.append((position, chunk))
        if urgent or self.overflowed:
            self.news.set()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self.news.set)

    def put_in_passing(self, chunk: bytes) -> None:
        """Let `chunk` be told without a place among the events; who has much to hear does without it."""
        if len(self.waiting) < QUEUE_EVENTS:
            self.waiting.append((None, chunk))
            self.news.set()

    def doubt(self) -> None:
        """Let it be looked again whether they may read, before anything more is told."""
        self.doubted = True
        self.news.set()

    def take(self) -> bytes:
        """Everything that waits and was not told already."""
        if self._later is not None:
            self._later.cancel()
            self._later = None
        told = []
        while self.waiting:
            position, chunk = self.waiting.popleft()
            if position is None or position > self.position:
                self.position = position or self.position
                told.append(chunk)
        return b"".join(told)

    async def wait(self, until: float) -> None:
        """Wait for news, or until an instant of the loop's clock."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self.news.wait()
        self.news.clear()
