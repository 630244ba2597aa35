"""Runs due tasks; a loop and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from plantao.acesso import jobs as _acesso
from plantao.anexo import jobs as _anexo
from plantao.atendimento import jobs as _atendimento
from plantao.kit.db import Database
from plantao.kit.events import Happened
from plantao.kit.jobs import Worker
from plantao.kit.log import log
from plantao.kit.tail import Tail
from plantao.kit.time import Clock
from plantao.pbx import jobs as _pbx

JOBS = (_acesso, _anexo, _atendimento, _pbx)
"""Whoever has something to do afterwards; importing it is what registers it."""

LOOK_SECONDS = 1.0


@asynccontextmanager
async def working(database: Database, clock: Clock, tail: Tail) -> AsyncIterator[None]:
    """Run due tasks until the block ends, looking at once when something happened; the task under way is finished."""
    news = asyncio.Event()
    stopping = asyncio.Event()

    async def heard(_: Happened) -> None:
        news.set()

    tail.hear(heard)
    loop = asyncio.create_task(_work(Worker(database, clock, tail.wake), news, stopping))
    try:
        yield
    finally:
        stopping.set()
        news.set()
        await loop


async def _work(worker: Worker, news: asyncio.Event, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await worker.run_due(stopping)
        except Exception:
            log.exception("worker")
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await news.wait()
        news.clear()
