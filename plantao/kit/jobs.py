"""Tasks of the outbox: claim, run, retry, give up; and what is due every so often."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from plantao.kit.db import Database, change, column, insert_unless_there, param, query
from plantao.kit.events import listener_of, task, writing
from plantao.kit.log import log
from plantao.kit.time import Clock, real_clock
from plantao.kit.tx import Tx, reading

LEASE = timedelta(minutes=5)
ATTEMPTS = 10
BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(hours=1)
DONE_KEPT = timedelta(days=2)

Periodic = Callable[[Tx, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A function due once in every `period`, whoever runs it."""

    period: timedelta
    run: Periodic

    @property
    def path(self) -> str:
        """The name its tasks carry."""
        return f"{self.run.__module__}.{self.run.__qualname__}"


_schedules: dict[str, Schedule] = {}


def every(**period: float) -> Callable[[Periodic], Periodic]:
    """Run the decorated function once in every period (`minutes=5`), by one worker, in a transaction of its own."""

    def register(run: Periodic) -> Periodic:
        schedule = Schedule(timedelta(**period), run)
        _schedules[schedule.path] = schedule
        return run

    return register


class Claimed(NamedTuple):
    """A task this worker has taken for `LEASE`."""

    id: int
    listener: str
    unique_key: str | None
    data: Any
    attempts: int


_due = (
    sa.select(task.c.id)
    .where(
        task.c.run_at <= param("now", task.c.run_at),
        ~task.c.given_up,
        task.c.done_at.is_(None),
        sa.or_(task.c.claimed_until.is_(None), task.c.claimed_until < param("now", task.c.run_at)),
    )
    .order_by(task.c.run_at)
    .limit(1)
)
_any_due = column(_due, int)
_claim = query(
    sa.update(task)
    .where(task.c.id == _due.with_for_update(skip_locked=True).scalar_subquery())
    .values(claimed_until=param("until", task.c.claimed_until), attempts=task.c.attempts + 1)
    .returning(task.c.id, task.c.listener, task.c.unique_key, task.c.data, task.c.attempts),
    Claimed,
)
_one = task.c.id == param("id", task.c.id)
_forget = change(sa.delete(task).where(_one))
_done = change(sa.update(task).where(_one).values(done_at=param("now", task.c.done_at)))
_again = change(
    sa.update(task)
    .where(_one)
    .values(
        run_at=param("run_at", task.c.run_at),
        claimed_until=None,
        last_error=param("last_error", task.c.last_error),
        given_up=param("given_up", task.c.given_up),
    )
)
_sweep = change(sa.delete(task).where(task.c.done_at < param("before", task.c.done_at)))


_plan = change(
    lambda dialect: insert_unless_there(task, ("listener", "unique_key", "data", "run_at"), ["unique_key"], dialect)
)


class Worker:
    """Runs what is due, one task after the other."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._planned: dict[str, int] = {}

    async def run_due(self, stopping: asyncio.Event | None = None) -> int:
        """Plan what is due by the clock on the wall, run everything due; answers how many tasks were run."""
        await self._plan_schedules()
        count = 0
        while not (stopping and stopping.is_set()) and await self._is_any_due():
            async with writing(self._database, self._wake) as tx:
                claimed = await tx.first(_claim, now=real_clock(), until=real_clock() + LEASE)
            if claimed is None:
                break
            await self._run(claimed)
            count += 1
        return count

    async def _plan_schedules(self) -> None:
        now = real_clock()
        for path, schedule in _schedules.items():
            slot = int(now.timestamp() // schedule.period.total_seconds())
            if self._planned.get(path) == slot:
                continue
            async with writing(self._database, self._wake) as tx:
                await tx.run(_plan, listener=path, unique_key=f"{path}@{slot}", data={}, run_at=now)
            self._planned[path] = slot

    async def _is_any_due(self) -> bool:
        async with reading(self._database) as read:
            return await read.first(_any_due, now=real_clock()) is not None

    async def _run(self, claimed: Claimed) -> None:
        try:
            async with writing(self._database, self._wake) as tx:
                if claimed.listener in _schedules:
                    await _schedules[claimed.listener].run(tx, self._clock())
                else:
                    kind, listener = listener_of(claimed.listener)
                    await listener(tx, msgspec.convert(claimed.data, kind))
                if claimed.unique_key is None:
                    await tx.run(_forget, id=claimed.id)
                else:
                    await tx.run(_done, id=claimed.id, now=real_clock())
        except Exception as error:
            log.exception("task", task=claimed.id, listener=claimed.listener, attempts=claimed.attempts)
            await self._fail(claimed, error)

    async def _fail(self, claimed: Claimed, error: Exception) -> None:
        wait = min(BACKOFF * 2**claimed.attempts, LONGEST_BACKOFF)
        async with writing(self._database, self._wake) as tx:
            await tx.run(
                _again,
                id=claimed.id,
                run_at=real_clock() + wait,
                last_error=f"{type(error).__name__}: {error}"[:2000],
                given_up=claimed.attempts >= ATTEMPTS,
            )


@every(hours=6)
async def sweep_done_tasks(tx: Tx, now: datetime) -> None:
    """Forget the periods long past."""
    await tx.run(_sweep, before=real_clock() - DONE_KEPT)
