"""What is kept, and how each database keeps it: the tables' metadata and the types of their columns."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from plantao.kit.time import from_micros, to_micros

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

INT64_MAX = 2**63 - 1
"""The largest integer either database keeps."""

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""An integer key; on SQLite it must be spelled INTEGER to be the row's own."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime: `timestamptz` in PostgreSQL, whole microseconds since the epoch in SQLite."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return sa.DateTime(timezone=True) if dialect.name == "postgresql" else sa.BigInteger()

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        micros = to_micros(value)
        return value if dialect.name == "postgresql" else micros

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        return value if value is None or dialect.name == "postgresql" else from_micros(value)


class Cents(TypeDecorator[Decimal]):
    """Money: `Decimal` here, whole cents in the database."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class _PostgresJson(UserDefinedType[Any]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "JSON"


class Json(TypeDecorator[Any]):
    """Any JSON value, stored as the text it was and never searched."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return _PostgresJson() if dialect.name == "postgresql" else sa.Text()

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else from_json(value)


def to_json(value: object) -> str:
    """The JSON text of `value`."""
    return msgspec.json.encode(value).decode()


def from_json(text: str | bytes) -> Any:
    """The value of a JSON text."""
    return msgspec.json.decode(text)
