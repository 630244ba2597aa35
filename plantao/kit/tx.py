"""What a query reads from and what a rule writes to: `Read` and `Tx`; and the events a `Tx` remembers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

import msgspec
import sqlalchemy as sa

from plantao.kit.db import Connection, Database, Statement, change, column

R = TypeVar("R")


class Read:
    """One consistent look at the database; it cannot write."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> sa.Dialect:
        """The database's dialect, for the few places in `kit/` that must know."""
        return self._connection.dialect

    async def all(self, statement: Statement[R], **values: Any) -> list[R]:
        """Every row."""
        into = statement.into
        rows = await self._connection.fetch(statement.prepared(self._connection.dialect), values)
        return [into(*row) for row in rows]

    async def first(self, statement: Statement[R], **values: Any) -> R | None:
        """The first row, if any."""
        rows = await self._connection.fetch(statement.prepared(self._connection.dialect), values)
        return statement.into(*rows[0]) if rows else None

    async def one(self, statement: Statement[R], **values: Any) -> R:
        """The first row; that there is none is a bug."""
        rows = await self._connection.fetch(statement.prepared(self._connection.dialect), values)
        return statement.into(*rows[0])


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that came to be; a subclass sets `name` and the fields that say what."""

    name: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Published:
    """An event remembered by a transaction until its last act."""

    event: Event
    about: str
    audience: Sequence[str]
    id_usuario: int | None
    now: datetime


class Tx(Read):
    """A transaction: a rule writes to it and publishes in it; whoever opened it commits it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.published: list[Published] = []

    async def insert(self, table: sa.Table, **values: Any) -> Any:
        """Insert one row; answers its key when the table has a key of one column."""
        statement = _insert(table, tuple(values), returning=len(table.primary_key) == 1)
        return await self.first(statement, **values)

    async def insert_many(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows that all name the same columns."""
        if rows:
            statement = _insert(table, tuple(rows[0]), returning=False)
            await self._connection.execute_many(statement.prepared(self.dialect), rows)

    async def run(self, statement: Statement[Any], **values: Any) -> int:
        """Change what the statement says; answers how many rows it touched."""
        return await self._connection.execute(statement.prepared(self.dialect), values)

    async def hold_still(self, table: sa.Table) -> None:
        """Let every open transaction that writes to `table` end, and none begin, until this one ends."""
        if self.dialect.name == "postgresql":
            await self.run(_impatiently)
            await self.run(_lock(table))

    async def continue_keys(self, table: sa.Table) -> None:
        """Let new rows of `table` get keys beyond those that were written with keys of their own."""
        if self.dialect.name == "postgresql":
            await self.first(_continue_keys(table))

    async def serialize(self, what: str) -> None:
        """Let no other transaction pass this line with the same `what` until this one ends."""
        if self.dialect.name == "postgresql":
            await self.first(_advisory_lock, what=what)


@cache
def _continue_keys(table: sa.Table) -> Statement[Any]:
    [key] = table.primary_key
    sequence = sa.func.pg_get_serial_sequence(table.name, key.name)
    return column(sa.select(sa.func.setval(sequence, sa.func.max(key))), object)


_advisory_lock = column(
    sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("what", type_=sa.Text()), 0))), object
)
_impatiently = change(sa.text("SET LOCAL lock_timeout = '2s'"))


@cache
def _lock(table: sa.Table) -> Statement[None]:
    return change(sa.text(f"LOCK TABLE {table.name} IN SHARE MODE"))


@cache
def _insert(table: sa.Table, names: tuple[str, ...], *, returning: bool) -> Statement[Any]:
    statement = sa.insert(table).values({name: sa.bindparam(name, type_=table.c[name].type) for name in names})
    if returning:
        return column(statement.returning(*table.primary_key), object)
    return change(statement)


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[Read]:
    """A `Read` on `database`."""
    async with database.reading() as connection:
        yield Read(connection)
