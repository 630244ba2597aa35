"""What both databases can be asked: statements compiled once, and what the two spell apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from plantao.kit.columns import INT64_MAX, to_json

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Row = Sequence[Any]
Values = Mapping[str, Any]

POSTGRES = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
SQLITE = SQLiteDialect_pysqlite()


class _Many(TypeDecorator[Sequence[Any]]):
    """A list as one parameter: an array in PostgreSQL, a JSON text in SQLite."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return ARRAY(self.item) if dialect.name == "postgresql" else sa.Text()

    def process_bind_param(self, value: Iterable[Any] | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        items = [v for v in value if not isinstance(v, int) or abs(v) <= INT64_MAX]
        return items if dialect.name == "postgresql" else to_json(items)


class any_of(sa.ColumnElement[bool]):  # noqa: N801 - reads as SQL does
    """`column` equals one of the values of the parameter `name`, however many; never changes the statement's text."""

    inherit_cache = False
    type = sa.Boolean()

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        self.column = column
        self.parameter = sa.bindparam(name, type_=_Many(column.type))

    def self_group(self, against: Any = None) -> "any_of":
        """A condition as it stands: SQLite's spelling would otherwise be `... = 1`, which no index serves."""
        return self


@compiles(any_of, "postgresql")
def _any_of_postgres(element: any_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY({compiler.process(element.parameter, **kw)})"


@compiles(any_of, "sqlite")
def _any_of_sqlite(element: any_of, compiler: SQLCompiler, **kw: Any) -> str:
    values = compiler.process(element.parameter, **kw)
    return f"{compiler.process(element.column, **kw)} IN (SELECT value FROM json_each({values}))"


def each(name: str, dialect: sa.Dialect) -> sa.TableValuedAlias:
    """A table of one column, `value`, with the integers of the parameter `name`."""
    values = sa.bindparam(name, type_=_Many(sa.BigInteger()))
    if dialect.name == "postgresql":
        return sa.func.unnest(values).table_valued(sa.column("value", sa.BigInteger)).render_derived()
    return sa.func.json_each(values).table_valued(sa.column("value", sa.BigInteger))


def insert_unless_there(table: sa.Table, names: Sequence[str], key: Sequence[str], dialect: sa.Dialect) -> Any:
    """An insert of the columns `names` that does nothing when a row of the unique `key` exists."""
    spoken = postgresql if dialect.name == "postgresql" else sqlite
    values = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
    return spoken.insert(table).values(values).on_conflict_do_nothing(index_elements=key)


def insert_or_set(
    table: sa.Table, key: Sequence[str], rows: sa.Select[Any], values: Values, dialect: sa.Dialect
) -> sa.Executable:
    """An insert of `rows`, columns of the unique `key`, that sets `values` in those that exist."""
    spoken = postgresql if dialect.name == "postgresql" else sqlite
    insert = spoken.insert(table).from_select(list(key), rows)
    spelled: sa.Executable = insert.on_conflict_do_update(index_elements=list(key), set_=dict(values))
    return spelled


class aside(sa.ColumnElement[Any]):  # noqa: N801 - reads as SQL does
    """An instant's column, compared but never looked up by its index: the other condition finds the rows."""

    inherit_cache = False

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(aside, "postgresql")
def _aside_postgres(element: aside, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.column, **kw)} + interval '0')"


@compiles(aside, "sqlite")
def _aside_sqlite(element: aside, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{compiler.process(element.column, **kw)}"


def param(name: str, like: sa.ColumnElement[Any] | TypeEngine[Any]) -> sa.BindParameter[Any]:
    """A parameter of the same type as a column."""
    return sa.bindparam(name, type_=like if isinstance(like, TypeEngine) else like.type)


Processor = Callable[[Any], Any]


class Prepared:
    """A statement in one dialect: its text, and how values go in and come out."""

    __slots__ = ("binds", "results", "sql")

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = compiled.string
        self.binds: list[tuple[str, Processor | None, Any]] = []
        for name in compiled.positiontup or ():
            kind = compiled.binds[name].type
            processor = kind.dialect_impl(dialect).bind_processor(dialect) if _processed(kind, dialect) else None
            self.binds.append((name, processor, compiled.params[name]))
        columns = statement.exported_columns if _answers(statement) else ()  # type: ignore[attr-defined]
        found = [
            c.type.dialect_impl(dialect).result_processor(dialect, None) if _processed(c.type, dialect) else None
            for c in columns
        ]
        self.results: list[tuple[int, Processor]] = [(i, p) for i, p in enumerate(found) if p is not None]

    def arguments(self, values: Values) -> list[Any]:
        """`values` in the order and the form the driver wants them."""
        found = []
        for name, processor, default in self.binds:
            value = values.get(name, default)
            found.append(value if processor is None else processor(value))
        return found

    def row(self, raw: Row) -> Row:
        """What the driver answered, as Python values."""
        if not self.results:
            return raw
        values = list(raw)
        for index, processor in self.results:
            values[index] = processor(values[index])
        return values


def _processed(kind: TypeEngine[Any], dialect: sa.Dialect) -> bool:
    """Asyncpg speaks every type but ours by itself."""
    return dialect.name == "sqlite" or isinstance(kind, TypeDecorator)


def _answers(statement: sa.Executable) -> bool:
    if isinstance(statement, UpdateBase):
        return bool(statement._returning)
    return not isinstance(statement, sa.TextClause)


Spelled = sa.Executable | Callable[[sa.Dialect], sa.Executable]
"""A statement, or how to spell it where the dialects differ."""


class Statement(Generic[R_co]):
    """A module-level query or change, compiled once per database; `into` makes a row of its columns."""

    def __init__(self, statement: Spelled, into: Callable[..., R_co]) -> None:
        self.statement = statement
        self.into = into
        self._prepared: dict[str, Prepared] = {}

    def prepared(self, dialect: sa.Dialect) -> Prepared:
        """The statement as `dialect` spells it."""
        found = self._prepared.get(dialect.name)
        if found is None:
            spelled = self.statement(dialect) if callable(self.statement) else self.statement
            found = self._prepared[dialect.name] = Prepared(spelled, dialect)
        return found


def query(statement: Spelled, into: Callable[..., R]) -> Statement[R]:
    """A statement whose rows become `into(*columns)`."""
    return Statement(statement, into)


def column(statement: Spelled, kind: type[R]) -> Statement[R]:
    """A statement of one column."""
    return Statement(statement, lambda value: value)


def change(statement: Spelled) -> Statement[None]:
    """A statement that answers nothing."""
    return Statement(statement, lambda *_: None)


class Connection(Protocol):
    """A driver's connection inside a snapshot or a transaction."""

    @property
    def dialect(self) -> sa.Dialect:
        """Which SQL it speaks."""

    async def fetch(self, prepared: Prepared, values: Values) -> Sequence[Row]:
        """Every row."""

    async def execute(self, prepared: Prepared, values: Values) -> int:
        """How many rows were touched."""

    async def execute_many(self, prepared: Prepared, many: Sequence[Values]) -> None:
        """The same change for each of `many`."""


class Database(Protocol):
    """One of the two databases, open."""

    @property
    def dialect(self) -> sa.Dialect:
        """Which SQL it speaks."""

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A connection that cannot write."""

    def writing(self) -> AbstractAsyncContextManager[Connection]:
        """A transaction: committed when the block ends, undone when it raises."""

    async def close(self) -> None:
        """Give back what is held."""
