"""How a database would find what a statement asks for."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import sqlalchemy as sa

from plantao import schema
from plantao.kit.db import POSTGRES, SQLITE, Statement
from plantao.kit.settings import Settings


def plan(settings: Settings, statement: Statement[Any], value: str = "NULL") -> str:
    """The plan with `value` for every parameter; PostgreSQL, which reads small tables whole, is told not to."""

    def explain(connection: sa.Connection) -> str:
        if settings.is_postgres:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            sql = re.sub(r"\$[0-9]+", value, statement.prepared(POSTGRES).sql)
            return " ".join(str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {sql}"))
        sql = statement.prepared(SQLITE).sql.replace("?", value)
        return " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))

    return asyncio.run(schema.run(settings, explain))
