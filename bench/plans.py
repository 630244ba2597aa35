"""A limit is no measure of its own statements: which of them walk through a whole large table is said plainly."""

from __future__ import annotations

import re
from collections.abc import Sequence

import asyncpg

from bench.record import Step
from plantao.kit.postgres import SETTINGS
from plantao.kit.settings import Settings
from plantao.kit.sqlite import connect

LARGE = (
    "atendimento|usuarios_responsaveis|atendimento_mensagem|ordem_servico|ordem_servico_tecnico|cliente|cliente_servico|"
    "cliente_servico_endereco|endereco_numero"
)
WALK = re.compile(rf"(?:^SCAN|Seq Scan on) ({LARGE})\b")


async def walks(settings: Settings, scripts: Sequence[Sequence[Step]]) -> list[str]:
    """A remark on each statement that does."""
    asked = {step.sql: step for script in scripts for step in script if step.sql.startswith("SELECT")}
    plans = await _postgres(settings, asked) if settings.is_postgres else _sqlite(settings, asked)
    walked = [(found[1], sql) for sql, plan in plans.items() for line in plan if (found := WALK.search(line))]
    return [f"walks through all of {table}: {' '.join(sql.split())}" for table, sql in walked]


def _sqlite(settings: Settings, asked: dict[str, Step]) -> dict[str, list[str]]:
    connection = connect(settings.sqlite_file)
    found = {
        sql: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", step.arguments)]
        for sql, step in asked.items()
    }
    connection.close()
    return found


async def _postgres(settings: Settings, asked: dict[str, Step]) -> dict[str, list[str]]:
    """The plans that do not know the values: those a prepared statement ends up with."""
    generic = SETTINGS | {"plan_cache_mode": "force_generic_plan"}
    connection = await asyncpg.connect(settings.database_url, server_settings=generic)
    found = {
        sql: [row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *step.arguments)]
        for sql, step in asked.items()
        if "nextval" not in sql
    }
    await connection.close()
    return found
