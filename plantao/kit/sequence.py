"""Numbers that people see: no duplicates, gaps allowed."""

import sqlalchemy as sa

from plantao.kit.columns import metadata
from plantao.kit.db import change, column, param
from plantao.kit.tx import Tx

number_sequence = sa.Table(
    "number_sequence",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)


def _next(dialect: sa.Dialect) -> sa.Executable:
    if dialect.name == "postgresql":
        return sa.select(sa.func.nextval(param("name", sa.Text())))
    row = number_sequence.c.name == param("name", number_sequence.c.name)
    advanced = sa.update(number_sequence).where(row).values(value=number_sequence.c.value + 1)
    return advanced.returning(number_sequence.c.value)


_next_number = column(_next, int)


async def next_number(tx: Tx, name: str) -> int:
    """The next number of the sequence `name`: PostgreSQL's own, a row where there is one writer."""
    return await tx.one(_next_number, name=name)


def _restart(dialect: sa.Dialect) -> sa.Executable:
    name, value = param("name", sa.Text()), param("value", sa.BigInteger())
    if dialect.name == "postgresql":
        return sa.select(sa.func.setval(name, value))
    return sa.update(number_sequence).where(number_sequence.c.name == name).values(value=value)


_continue_after = change(_restart)


async def continue_after(tx: Tx, name: str, value: int) -> None:
    """Let the sequence `name` go on after `value`."""
    await tx.run(_continue_after, name=name, value=value)
