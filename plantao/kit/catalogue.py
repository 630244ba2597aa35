"""Small tables kept in memory: read whole when the process starts, again when an event says they changed."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Generic, TypeVar

import sqlalchemy as sa

from plantao.kit.db import query
from plantao.kit.events import Event
from plantao.kit.tx import Read

R = TypeVar("R", bound=tuple[Any, ...])


class CatalogoAlterado(Event, frozen=True, kw_only=True):
    """A small table changed; every process reads it again."""

    name: ClassVar[str] = "catalogo.alterado"
    tabela: str


class Catalogue(Generic[R]):
    """The rows of one small table by key; `into` is a NamedTuple of the columns wanted, the key first."""

    _all: ClassVar[dict[str, "Catalogue[Any]"]] = {}

    def __init__(self, table: sa.Table, into: type[R]) -> None:
        columns = [table.c[name] for name in into._fields]  # type: ignore[attr-defined]
        self._statement = query(sa.select(*columns).order_by(columns[0]), into)
        self._rows: dict[int, R] = {}
        self._all[table.name] = self

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows.values())

    def __getitem__(self, key: int) -> R:
        return self._rows[key]

    def get(self, key: int | None) -> R | None:
        """The row of `key`, as last read."""
        return None if key is None else self._rows.get(key)

    async def need(self, read: Read, keys: Iterable[int | None]) -> None:
        """Make sure the rows of `keys` are here if they exist: what another process has just added is read now."""
        if any(key is not None and key not in self._rows for key in keys):
            await self.load(read)

    async def load(self, read: Read) -> None:
        """Read the table again."""
        self._rows = {row[0]: row for row in await read.all(self._statement)}

    @classmethod
    async def load_all(cls, read: Read) -> None:
        """Read every catalogue; once, when the process starts."""
        for catalogue in cls._all.values():
            await catalogue.load(read)

    @classmethod
    async def refresh(cls, read: Read, tabela: str) -> None:
        """Read one table again because an event named it."""
        if tabela in cls._all:
            await cls._all[tabela].load(read)
