"""A real `plantao` server in a process group of its own, on an empty base: for tests that kill it, for measurements."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import asyncpg
import httpx2
import sqlalchemy as sa

from plantao.kit.settings import Settings
from tools.postgres import end_with_parent, free_port, server

LOOPBACK = "127.0.0.1"
ATTEMPTS = 3
READY_SECONDS = 60.0
END_SECONDS = 60.0
PAUSE = 0.02


@contextmanager
def empty_base(database: str, folder: Path) -> Iterator[Settings]:
    """An empty data folder and database (`sqlite`, or `postgres` as in production), for as long as the block lasts."""
    if database == "sqlite":
        yield Settings(data_dir=folder, database_url="")
        return
    with server(durable=True) as url:
        name = f"plantao_{os.getpid()}_{secrets.token_hex(4)}"
        asyncio.run(_execute(url, f'CREATE DATABASE "{name}"'))
        named = sa.make_url(url).set(database=name).render_as_string(hide_password=False)
        try:
            yield Settings(data_dir=folder, database_url=named)
        finally:
            asyncio.run(_execute(url, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


class DidNotStart(Exception):
    """The server ended, or was never ready; the message holds what it said."""


class ServerProcess:
    """`plantao demo` or `plantao serve` on the data of `settings`, with others by `extra`; what it says is in `log`."""

    def __init__(self, verb: str, settings: Settings, log: Path, extra: Mapping[str, str]) -> None:
        where = {"PLANTAO_DATA_DIR": str(settings.data_dir), "PLANTAO_DATABASE_URL": settings.database_url}
        self._verb = verb
        self._settings = where | dict(extra)
        self.log = log
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it on a free port and wait until it is ready; another program may take the port first, so again."""
        for _ in range(ATTEMPTS):
            self._launch()
            try:
                if self._ready():
                    return
            except BaseException:
                self.kill()
                raise
            self.kill()
            if "address already in use" not in self.said():
                break
        raise DidNotStart(f"plantao {self._verb} did not start:\n{self.said()[-3000:]}")

    def _launch(self) -> None:
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLANTAO_")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "plantao", self._verb],
                env=inherited | self._settings | {"PLANTAO_PORT": str(self.port)},
                cwd=Path(__file__).resolve().parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    def _ready(self) -> bool:
        assert self._process is not None
        deadline = time.monotonic() + READY_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(PAUSE)
        return False

    def answers(self) -> bool:
        """Whether `GET /saude` answers 200."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=5)
        try:
            connection.request("GET", "/saude")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def wait_until_deaf(self) -> None:
        """Wait until it takes no more connections: it has heard that it is to end."""
        while self.answers():
            time.sleep(PAUSE)

    def token(self, client: int, secret: str, user: str, password: str) -> str:
        """A real token, asked for as programs do."""
        who = {"client_id": client, "client_secret": secret, "username": user, "password": password}
        answer = httpx2.post(
            f"{self.url}/oauth/token", json=who | {"grant_type": "password"}, trust_env=False, timeout=30
        )
        found: str = answer.raise_for_status().json()["access_token"]
        return found

    def said(self) -> str:
        """What the server wrote, since the first start."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """Kill the whole process group outright, and wait until it is gone."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def ask_to_end(self) -> None:
        """Send TERM, and do not wait."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Wait until it has ended by itself; answers its exit code, negative for a signal."""
        assert self._process is not None
        return self._process.wait(END_SECONDS)

    def stop(self) -> int:
        """End it cleanly."""
        self.ask_to_end()
        return self.wait()
