"""The small world of `plantao/demo`, served for each test from a clean copy, on SQLite or on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from plantao import schema
from plantao.acesso import rules as acesso
from plantao.acesso.contract import TokenReply
from plantao.acesso.model import API, PERMISSOES_API
from plantao.acesso.rules import credenciais
from plantao.app import configure, open_database
from plantao.cli import app as command
from plantao.demo.contrato import SEGREDOS, USUARIO
from plantao.demo.load import load
from plantao.kit.db import Prepared, Row, Values
from plantao.kit.events import writing
from plantao.kit.postgres import PostgresConnection
from plantao.kit.settings import Settings
from plantao.kit.sqlite import SqliteConnection
from plantao.kit.time import real_clock
from plantao.kit.tx import Tx
from tests.browser.serving import Served
from tests.databases import Copies, PostgresCopies, SqliteCopies
from tests.mesa import BIANCA, Mesa
from tests.server import ApiClient, MovableClock, Server

pytest_plugins = ["tests.compat"]

API_USER = 70
MULTIPLE = ("redes", "cors_origins")

T = TypeVar("T")


def pytest_configure() -> None:
    """Hundreds of passwords are checked here: each as people's are, only more cheaply."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    credenciais._hasher, credenciais._nobody = cheap, cheap.hash("")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="the database under the tests")


@dataclass
class World:
    """One prepared base and the tokens that were given in it."""

    copies: Copies
    tokens: dict[int, TokenReply]


@pytest.fixture(scope="session")
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The contract's world, loaded once; every test gets a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    copies: Copies
    if request.config.getoption("--db") == "postgres":
        copies = PostgresCopies(os.environ["PLANTAO_TEST_DATABASE_URL"], folder)
    else:
        copies = SqliteCopies(folder)
    settings = copies.prepare()
    configure(settings)
    tokens = asyncio.run(_prepare(settings))
    copies.seal()
    yield World(copies, tokens)
    copies.close()


async def _prepare(settings: Settings) -> dict[int, TokenReply]:
    await schema.upgrade(settings)
    database = await open_database(settings)
    await load(database, "contrato", MovableClock()())
    async with writing(database, lambda: None) as tx:
        now = MovableClock()()
        tokens = {client: await acesso.emitir(tx, client, API_USER, now) for client in SEGREDOS}
    await database.close()
    return tokens


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who calls is found late because the machine is busy; whoever tests that sets it again."""
    monkeypatch.setattr("plantao.pbx.api.IDENTIFICA_SECONDS", 30.0)


@pytest.fixture
def settings(request: pytest.FixtureRequest, prepared: World, tmp_path: Path) -> Settings:
    base = prepared.copies.copy(tmp_path)
    marked = request.node.get_closest_marker("settings")
    wanted = {k: ",".join(v) if k in MULTIPLE else v for k, v in (marked.kwargs if marked else {}).items()}
    return base.model_copy(update=wanted)


@pytest.fixture
def server(settings: Settings, clock: MovableClock) -> Iterator[Server]:
    running = Server(settings, clock)
    yield running
    running.stop()


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    """The application at an address of its own, for programs that know nothing of tests."""
    running = Served(settings, real_clock)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def api(server: Server, prepared: World) -> ApiClient:
    return ApiClient(server, prepared.tokens, None, None).as_client(3)


@pytest.fixture
def mesa(server: Server) -> Mesa:
    """Bianca, an attendant, at the desk."""
    return Mesa(server, None, {}).signed_in(BIANCA)


@pytest.fixture
def rows(settings: Settings, prepared: World) -> Callable[..., list[dict[str, Any]]]:
    """Read the test's database with plain SQL and `:name` parameters."""

    def read(sql: str, **params: Any) -> list[dict[str, Any]]:
        return prepared.copies.execute(settings, sql, params)

    return read


@pytest.fixture
def change(settings: Settings, prepared: World, server: Server) -> Callable[..., None]:
    """Run one writing statement beside the application."""

    def write(sql: str, **params: Any) -> None:
        prepared.copies.execute(settings, sql, params)

    return write


@pytest.fixture
def happened(rows: Callable[..., list[dict[str, Any]]]) -> Callable[[], list[str]]:
    return lambda: [row["name"] for row in rows("SELECT name FROM event ORDER BY id")]


@pytest.fixture
def attachments(settings: Settings) -> Callable[[], list[Path]]:
    return lambda: [path for path in settings.attachments_dir.rglob("*") if path.is_file()]


@pytest.fixture
def cli(settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run the `plantao` command on the running application's data."""
    for name in ("data_dir", "database_url", "secret_key"):
        monkeypatch.setenv(f"PLANTAO_{name.upper()}", str(getattr(settings, name)))

    def run(*args: str) -> str:
        result = CliRunner().invoke(command, list(args))
        configure(settings)
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def restart(server: Server) -> Callable[..., None]:
    def again(*, now: str) -> None:
        server.stop()
        server.clock.set(now)
        server.start()

    return again


@pytest.fixture
def break_after_insert(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the driver fail once, right after it has inserted into a table."""

    def arm(table: str) -> None:
        armed = [table]

        def fail_if(prepared: Prepared) -> None:
            if armed and prepared.sql.startswith(f"INSERT INTO {table} "):
                armed.clear()
                raise RuntimeError("the test breaks here")

        for kind in (SqliteConnection, PostgresConnection):
            monkeypatch.setattr(kind, "fetch", _failing(kind.fetch, fail_if))

    return arm


def _failing(fetch: Callable[..., Coroutine[Any, Any, Sequence[Row]]], fail_if: Callable[[Prepared], None]) -> Any:
    async def failing(self: object, prepared: Prepared, values: Values) -> Sequence[Row]:
        found = await fetch(self, prepared, values)
        fail_if(prepared)
        return found

    return failing


@pytest.fixture
def forbid(settings: Settings, server: Server) -> Callable[[str], None]:
    """Take a permission away from the API user."""
    left = [API, *PERMISSOES_API]

    async def allow(tx: Tx, now: datetime) -> None:
        await acesso.trocar_permissoes(tx, await acesso.id_do_email(tx, USUARIO), left, now)

    def take(permission: str) -> None:
        left.remove(permission)
        _beside(server, allow)

    return take


@pytest.fixture
def allow_only(server: Server) -> Callable[[str], None]:
    """Admit OAuth client 3 from one source network only."""
    return lambda network: _beside(server, lambda tx, now: acesso.restringir_redes(tx, 3, [network], now))


def _beside(server: Server, rule: Callable[[Tx, datetime], Coroutine[Any, Any, T]]) -> None:
    """Do what a rule says in another connection, and let the application hear of it."""

    async def run() -> None:
        database = await open_database(server.settings)
        async with writing(database, lambda: None) as tx:
            await rule(tx, server.clock())
        await database.close()

    asyncio.run(run())
    server.settle()
