"""What the figures were measured on: never a name, never a path."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import sqlalchemy as sa

from plantao import schema
from plantao.kit.settings import Settings

PACKAGES = ("fastapi", "starlette", "pydantic", "msgspec", "uvicorn", "uvloop", "asyncpg")


def machine() -> str:
    """Cores, memory, system, Python and the packages that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}; Python {platform.python_version()}, {packages}"


async def engine(settings: Settings) -> str:
    """The database and its version."""
    if not settings.is_postgres:
        return f"SQLite {sqlite3.sqlite_version}"
    return "PostgreSQL " + await schema.run(settings, _postgres)


def _postgres(connection: sa.Connection) -> str:
    said = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("server_version", "shared_buffers")]
    return f"{said[0].split()[0]} (shared_buffers {said[1]})"


def fsync_ms(folder: Path) -> float:
    """How long this disk takes to make a page safe."""
    path = folder / "fsync"
    took = []
    with path.open("wb", buffering=0) as file:
        for _ in range(50):
            began = perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            took.append(perf_counter() - began)
    path.unlink()
    return median(took) * 1000


def cpu_seconds(pid: int) -> float | None:
    """The processor time a process has had so far; None where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except FileNotFoundError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
