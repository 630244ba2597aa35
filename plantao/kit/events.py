"""The outbox: what came to be is written with the change itself, and everything that happens next reads it.

Readers follow the pair (`xact`, `id`), never `id` alone: on PostgreSQL a slow transaction may commit a smaller number
after a larger one was read; no transaction older than the snapshot's horizon can still appear (docs/decisions/0003).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from plantao.kit.columns import Id, Instant, Json, metadata
from plantao.kit.db import Database, change, column, param, query
from plantao.kit.time import real_clock
from plantao.kit.tx import Event, Published, Read, Tx

__all__ = [
    "Event",
    "Happened",
    "Position",
    "after",
    "history",
    "newest",
    "on",
    "publish",
    "settle_restored",
    "subjects_after",
    "writing",
]

event = sa.Table(
    "event",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("xact", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("audience", Json, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("id_usuario", Id),
    sa.Column("data_cadastro", Instant, nullable=False),
    sa.Index("ix_event_xact_id", "xact", "id"),
    sa.Index("ix_event_about_id", "about", "id"),
)

task = sa.Table(
    "task",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("listener", sa.Text, nullable=False),
    sa.Column("unique_key", sa.Text, unique=True),
    sa.Column("data", Json, nullable=False),
    sa.Column("run_at", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("claimed_until", Instant),
    sa.Column("last_error", sa.Text),
    sa.Column("given_up", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("done_at", Instant),
    sa.Index("ix_task_run_at", "run_at"),
)


E = TypeVar("E", bound=Event)
Listener = Callable[[Tx, Any], Awaitable[None]]


class Position(NamedTuple):
    """How far a reader has read."""

    xact: int = 0
    id: int = 0


class Happened(NamedTuple):
    """An event as readers of the outbox see it."""

    xact: int
    id: int
    name: str
    about: str
    audience: list[str]
    data: dict[str, Any]
    id_usuario: int | None
    data_cadastro: datetime

    @property
    def position(self) -> Position:
        """Where reading goes on after this event."""
        return Position(self.xact, self.id)


_listeners: dict[str, dict[str, tuple[type[Event], Listener]]] = {}


def on(kind: type[E]) -> Callable[[Callable[[Tx, E], Awaitable[None]]], Callable[[Tx, E], Awaitable[None]]]:
    """Run the decorated function later, in the worker, for each event of `kind`; at least once."""

    def register(listener: Callable[[Tx, E], Awaitable[None]]) -> Callable[[Tx, E], Awaitable[None]]:
        path = f"{kind.name}:{listener.__module__}.{listener.__qualname__}"
        _listeners.setdefault(kind.name, {})[path] = (kind, listener)
        return listener

    return register


def listener_of(path: str) -> tuple[type[Event], Listener]:
    """The listener a task names, and the event it takes."""
    return _listeners[path.partition(":")[0]][path]


def publish(tx: Tx, event: Event, *, about: str, to: Sequence[str], by: int | None, now: datetime) -> None:
    """Remember `event` for the end of the transaction; `about` is `noun:id`, `to` audiences (`usuario:22`, `todos`)."""
    tx.published.append(Published(event, about, to, by, now))


@asynccontextmanager
async def writing(database: Database, wake: Callable[[], None]) -> AsyncIterator[Tx]:
    """A transaction on `database` whose last act writes what it published; `wake` is called after the commit."""
    async with database.writing() as connection:
        tx = Tx(connection)
        yield tx
        await _flush(tx)
    if tx.published:
        wake()


async def _flush(tx: Tx) -> None:
    tasks: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for item in tx.published:
        data = msgspec.to_builtins(item.event)
        rows.append(
            {
                "name": item.event.name,
                "about": item.about,
                "audience": list(item.audience),
                "data": data,
                "id_usuario": item.id_usuario,
                "data_cadastro": item.now,
            }
        )
        tasks += [
            {"listener": path, "data": data, "run_at": real_clock()} for path in _listeners.get(item.event.name, ())
        ]
    await tx.insert_many(event, rows)
    await tx.insert_many(task, tasks)


_COLUMNS = (
    event.c.xact,
    event.c.id,
    event.c.name,
    event.c.about,
    event.c.audience,
    event.c.data,
    event.c.id_usuario,
    event.c.data_cadastro,
)


def _behind(dialect: sa.Dialect, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """What stands behind a position, in order. On SQLite, with its one writer, `xact` is 0 everywhere."""
    place = [event.c.xact, event.c.id] if dialect.name == "postgresql" else [event.c.id]
    given = sa.tuple_(*(param(column.name, column) for column in place))
    limit = param("limit", sa.Integer())
    return sa.select(*columns).where(sa.tuple_(*place) > given).order_by(*place).limit(limit)


_newest = sa.select(event.c.xact, event.c.id).order_by(event.c.xact.desc(), event.c.id.desc()).limit(1)


def _settled(statement: sa.Select[Any], dialect: sa.Dialect) -> sa.Select[Any]:
    """Only what no open transaction can still precede."""
    if dialect.name != "postgresql":
        return statement
    return statement.where(sa.text("event.xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))


_read_after = query(lambda dialect: _settled(_behind(dialect, *_COLUMNS), dialect), Happened)
_read_newest = query(lambda dialect: _settled(_newest, dialect), Position)
_read_subjects = column(lambda dialect: _behind(dialect, event.c.about), str)
_about = query(
    sa.select(*_COLUMNS).where(event.c.about == param("about", event.c.about)).order_by(event.c.id), Happened
)


async def after(read: Read, position: Position, limit: int = 500) -> list[Happened]:
    """The events settled after `position`, oldest first."""
    return await read.all(_read_after, xact=position.xact, id=position.id, limit=limit)


async def subjects_after(read: Read, position: Position, limit: int) -> list[str]:
    """What the events after `position` are about (`noun:id`), also those that others may still precede."""
    return await read.all(_read_subjects, xact=position.xact, id=position.id, limit=limit)


async def newest(read: Read) -> Position:
    """The position after which nothing is settled yet."""
    return await read.first(_read_newest) or Position()


async def history(read: Read, about: str) -> list[Happened]:
    """Everything that came to be about one record, oldest first: its timeline."""
    return await read.all(_about, about=about)


_settle_restored = change(
    sa.text("UPDATE event SET xact = 0 WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
)


async def settle_restored(tx: Tx) -> None:
    """Put events that a restored dump brought from another cluster's transactions where readers find them."""
    if tx.dialect.name == "postgresql":
        await tx.run(_settle_restored)
