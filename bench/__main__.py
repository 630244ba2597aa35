"""`make bench`, on both databases: the API beside the same SQL on bare connections, in turns; and the desk."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from bench import http, machine, report
from bench.cases import Case, cases
from bench.desk import report as desk_report
from bench.desk.measure import Desk
from bench.limit import Script, postgres_limit, sqlite_limit
from bench.load import PASSWORD, USER, load
from bench.plans import walks
from bench.record import record
from bench.world import SEED, World
from plantao import schema
from plantao.app import configure, open_database
from plantao.kit.catalogue import Catalogue
from plantao.kit.settings import Settings
from plantao.kit.tx import reading
from tools.debian import Missing
from tools.postgres import Unavailable, end_cleanly
from tools.serverproc import DidNotStart, ServerProcess, empty_base

NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
WARM_SECONDS = 1.0

F = TypeVar("F")


class Bench:
    """One database with its data and its server."""

    def __init__(self, database: str, folder: Path, settings: Settings, options: argparse.Namespace) -> None:
        self._database = database
        self._folder = folder
        self._settings = settings.model_copy(update={"secret_key": secrets.token_urlsafe(48)})
        self._seconds: float = options.seconds
        self._rounds: int = options.rounds
        self._world = World(options.tickets)
        self._token = ""

    def run(self) -> list[report.Figures]:
        configure(self._settings)
        began = time.monotonic()
        client, secret = asyncio.run(load(self._settings, self._world))
        say(f"{NAMES[self._database]}: {self._world.tickets} tickets written in {time.monotonic() - began:.0f} s")
        recorded = asyncio.run(self._record())
        extra = {"PLANTAO_SECRET_KEY": self._settings.secret_key, "PLANTAO_RATE_LIMIT": "false"}
        server = ServerProcess("serve", self._settings, self._folder / "server.log", extra)
        server.start()
        try:
            self._token = server.token(client, secret, USER, PASSWORD)
            return [self._measure(server, case, scripts) for case, scripts in recorded]
        finally:
            server.kill()

    async def _record(self) -> list[tuple[Case, list[Script]]]:
        database = await open_database(self._settings)
        async with reading(database) as read:
            await Catalogue.load_all(read)
        found = [(case, list(await record(database, case))) for case in await cases(self._settings, self._world)]
        await database.close()
        for case, scripts in found:
            for remark in await walks(self._settings, scripts):
                say(f"{NAMES[self._database]} {case.name}: {remark}")
        return [(case, [*scripts]) for case, scripts in found]

    def _measure(self, server: ServerProcess, case: Case, scripts: list[Script]) -> report.Figures:
        requests = self._folder / "requests"
        http.write_requests(requests, self._token, case)
        size = http.check(server.url, self._token, case)
        http.load(server.url, requests, case.connections, WARM_SECONDS)
        self._limit(case, scripts, WARM_SECONDS / 4)
        figures = report.Figures(NAMES[self._database], case.name, case.goals.get(self._database), size, [], [], [])
        for _ in range(self._rounds):
            figures.limits.append(self._limit(case, scripts, self._seconds))
            before, used = self._tickets(), machine.cpu_seconds(server.pid)
            loaded = http.load(server.url, requests, case.connections, self._seconds)
            figures.loads.append(loaded)
            if used is not None:
                figures.cpu.append(((machine.cpu_seconds(server.pid) or 0.0) - used) / loaded.requests)
            if case.writes and self._tickets() - before < loaded.requests:
                raise RuntimeError(f"{case.name}: {loaded.requests} answered, {self._tickets() - before} stored")
        say("  ".join(figures.cells()))
        return figures

    def _limit(self, case: Case, scripts: list[Script], seconds: float) -> float:
        connections = case.bare[self._database]
        if self._database == "sqlite":
            return sqlite_limit(self._settings, scripts, seconds, writes=case.writes)
        return postgres_limit(self._settings, scripts, seconds, connections, writes=case.writes)

    def _tickets(self) -> int:
        def count(connection: sa.Connection) -> int:
            found: int = connection.execute(sa.text("SELECT count(*) FROM atendimento")).scalar_one()
            return found

        return asyncio.run(schema.run(self._settings, count))


def say(line: str) -> None:
    print(line, flush=True)


def api(database: str, folder: Path, settings: Settings, options: argparse.Namespace) -> list[report.Figures]:
    return Bench(database, folder, settings, options).run()


def desk(database: str, folder: Path, settings: Settings, options: argparse.Namespace) -> list[desk_report.Figures]:
    return [Desk(NAMES[database], folder, settings, options.tickets, options.calls, say).run()]


def measure(part: Callable[..., list[F]], options: argparse.Namespace) -> tuple[list[F], str]:
    """A part on each database; and what it was measured on."""
    figures, engines = [], []
    for database in options.databases:
        with (
            tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder,
            empty_base(database, Path(folder) / "dados") as settings,
        ):
            figures += part(database, Path(folder), settings, options)
            engine = asyncio.run(machine.engine(settings))
            engines.append(f"{engine}, a 4 KiB fsync {machine.fsync_ms(Path(folder)):.2f} ms")
    return figures, f"{machine.machine()}; {'; '.join(engines)}"


def bench_api(options: argparse.Namespace) -> str:
    figures, where = measure(api, options)
    what = f"{options.rounds} rounds of {options.seconds:g} s, load by {http.loader()}"
    return f"{_heading(options)}, {what}. {where}.\n\n{report.table(figures)}"


def bench_desk(options: argparse.Namespace) -> str:
    figures, where = measure(desk, options)
    return f"{_heading(options)}. {where}.\n\n{desk_report.tables(figures)}"


PARTS = {"api": ("bench", bench_api), "desk": ("desk", bench_desk)}
"""With the name of the markers around its figures in the document."""


def _heading(options: argparse.Namespace) -> str:
    return f"`make bench` on {datetime.now(UTC):%Y-%m-%d}: {options.tickets} tickets (seed {SEED})"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure Plantão: the API beside the bare database, and the desk.")
    parser.add_argument("what", nargs="*", help="api, desk; sqlite, postgres (default: everything)")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each half of a round; whole seconds for wrk")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--calls", type=int, default=2000, help="at the desk, twenty a second")
    parser.add_argument("--write", action="store_true", help=f"also into docs/{report.DOCUMENT.name}")
    options = parser.parse_args()
    parts = [PARTS[name] for name in PARTS if name in options.what] or list(PARTS.values())
    options.databases = [name for name in NAMES if name in options.what] or list(NAMES)
    if unknown := set(options.what) - set(NAMES) - set(PARTS):
        parser.error(f"no such database or part: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, end_cleanly)
    try:
        texts = {marker: run(options) for marker, run in parts}
    except (Unavailable, DidNotStart, Missing) as why:
        print(why, file=sys.stderr)
        return 1
    for marker, text in texts.items():
        say(f"\n{text}")
        if options.write:
            report.write(marker, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
